#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// struct sigaction as rt_sigaction(2) takes it, all zero: the default. Libraries keep 32 and 33 for themselves and
// refuse them, but what runs in a VE may be another library's.
struct kernel_action {
    unsigned long words[3];
    unsigned char mask[NSIG / 8];
};

void signals_reset(void) {
    sigset_t none;
    struct kernel_action action;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    memset(&action, 0, sizeof action);
    for (int i = 1; i < NSIG; i++) {
        (void)syscall(SYS_rt_sigaction, i, &action, NULL, sizeof action.mask);
    }
}
