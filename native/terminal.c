#include "terminal.h"

#include <signal.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool is_raw;

static void set(bool raw) {
    struct termios settings = saved;
    if (raw) {
        cfmakeraw(&settings);
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

void terminal_raw(void) {
    if (!is_raw && tcgetattr(STDIN_FILENO, &saved) == 0) {
        is_raw = true;
        set(true);
    }
}

void terminal_restore(void) {
    if (!is_raw) {
        return;
    }
    is_raw = false;
    // In the background the terminal is somebody else's, and touching it would stop us with SIGTTOU.
    if (tcgetpgrp(STDIN_FILENO) == getpgrp()) {
        set(false);
    }
}

void terminal_stop(void) {
    bool again = is_raw;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    terminal_restore();
    // Not SIGSTOP: in a process group without a shell to continue it, SIGTSTP is rightly without effect.
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, NULL);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    if (again) {
        is_raw = true;
        set(true);
    }
}

void terminal_continue(void) {
    if (is_raw) {
        set(true);
    }
}
