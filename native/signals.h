// Signals as init finds them.
#ifndef VEZERE_SIGNALS_H
#define VEZERE_SIGNALS_H

// No signal is ignored, caught or blocked any more: what nohup or a shell's job control set is inherited through
// execve(2), and would hold in every VE.
void signals_reset(void);

#endif
