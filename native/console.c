#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

// A VE that floods its console must not keep the keeper from its other clients.
enum { READS_AT_ONCE = 16 };

static struct {
    int master;
    int watch;
    bool readable;
    bool writable;
    uint64_t end;
    unsigned char ring[RING_SIZE];
} console = {.master = -1, .watch = -1};

static void forget(int *descriptor) {
    if (*descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
}

// While no process of the VE holds the slave open (init between closing and reopening /dev/console), the master
// reports a hangup all the time. Edge-triggered watching wakes the keeper for changes only.
void console_keep(int master) {
    forget(&console.watch);
    forget(&console.master);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET};
    int flags = fcntl(master, F_GETFL);
    console.master = master;
    console.watch = epoll_create1(EPOLL_CLOEXEC);
    console.readable = true;
    console.writable = true;
    if (flags < 0 || fcntl(master, F_SETFL, flags | O_NONBLOCK) < 0 || console.watch < 0
        || epoll_ctl(console.watch, EPOLL_CTL_ADD, master, &event) < 0) {
        forget(&console.watch);
        forget(&console.master);
        console.readable = false;
    }
}

int console_master(void) {
    return console.master;
}

int console_watch(void) {
    return console.watch;
}

void console_note(void) {
    struct epoll_event event;
    if (epoll_wait(console.watch, &event, 1, 0) > 0) {
        console.readable = true;
        console.writable = true;
    }
}

bool console_pending(void) {
    return console.readable;
}

void console_fill(void) {
    for (int i = 0; i < READS_AT_ONCE && console.readable; i++) {
        size_t from = console.end % RING_SIZE;
        ssize_t got = read(console.master, console.ring + from, RING_SIZE - from);
        if (got > 0) {
            console.end += (uint64_t)got;
        } else if (got == 0 || errno != EINTR) {
            console.readable = false;
        }
    }
}

bool console_takes_input(void) {
    return console.master >= 0 && console.writable;
}

size_t console_type(const void *bytes, size_t size) {
    ssize_t put = write(console.master, bytes, size);
    if (put >= 0) {
        return (size_t)put;
    }
    if (errno == EAGAIN) {
        console.writable = false;
        return 0;
    }
    // Nobody will ever read this: what is typed at a console that is gone is lost, as on a real one.
    return errno == EINTR ? 0 : size;
}

uint64_t console_end(void) {
    return console.end;
}

uint32_t console_held(void) {
    return console.end < RING_SIZE ? (uint32_t)console.end : RING_SIZE;
}

size_t console_piece(uint64_t *at, const unsigned char **bytes) {
    uint64_t oldest = console.end - console_held();
    if (*at < oldest) {
        *at = oldest;
    }
    size_t from = *at % RING_SIZE;
    size_t to_end = console.end - *at;
    *bytes = console.ring + from;
    return to_end < RING_SIZE - from ? to_end : RING_SIZE - from;
}
