// The way to vzd: its socket, and vzd itself when it does not run.
#ifndef VEZERE_LAUNCH_H
#define VEZERE_LAUNCH_H

// How long a reason may be: it has vzd's last words in it.
enum { REASON_LIMIT = 5120 };

// Returns a connected socket, or -1 when vzd does not run and could not be started: *reason then says why, or is
// NULL when the caller is not root.
int reach_vzd(const char **reason);

#endif
