// The caller's terminal, as standard input.
#ifndef VEZERE_TERMINAL_H
#define VEZERE_TERMINAL_H

// Makes it raw until terminal_restore(). Does nothing when standard input is no terminal.
void terminal_raw(void);

void terminal_restore(void);

// Gives it back, stops this process as SIGTSTP would, and takes it again.
void terminal_stop(void);

// After a stop that could not be noticed the shell has changed it.
void terminal_continue(void);

#endif
