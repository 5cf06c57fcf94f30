// The starter: hands argv, environment and standard streams to vzd and copies back what comes. See
// docs/formats/starter.md.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"
#include "hello.h"
#include "launch.h"
#include "terminal.h"

enum { EXIT_LOST = 3, EXIT_NO_VZD = 5, EXIT_NOT_ROOT = 12 };
// What a pipe that polls writable takes without blocking (PIPE_BUF). O_NONBLOCK is no way: the descriptors are
// shared with the caller and with others.
enum { WRITE_AT_ONCE = 4096 };
enum { SIGNAL_PATIENCE = 2 };
enum { AT_SOCKET, AT_INPUT, AT_OUTPUT, AT_SIGNAL, POLLS };

static const int PASSED_ON[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { PASSED = sizeof PASSED_ON / sizeof *PASSED_ON };

static int connection;
static struct reader reader;

// At most one frame of output is in the hand; until it is written nothing more is taken from vzd.
static struct {
    const unsigned char *bytes;
    size_t length;
    int to;
} output;

// At most one frame is under way to vzd.
static struct {
    size_t sent;
    size_t length;
    bool broken;
    unsigned char bytes[FRAME_HEADER + FRAME_LIMIT];
} outgoing;

static uint64_t credit;
static bool input_ended;
static bool window_changed;
static struct {
    bool pending;
    bool unanswered;
    time_t since;
} signals[PASSED];

static _Noreturn void leave(int code, const char *message) {
    terminal_restore();
    if (message != NULL) {
        (void)!write(STDERR_FILENO, message, strlen(message));
    }
    _exit(code);
}

static _Noreturn void die_of(int number) {
    sigset_t set;
    terminal_restore();
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + number);
}

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

// What the caller had ignored (nohup, a background job of a shell) stays ignored: blocked, it would be queued.
static void add_unless_ignored(sigset_t *set, int number) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
        sigaddset(set, number);
    }
}

static int open_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < PASSED; i++) {
        add_unless_ignored(&set, PASSED_ON[i]);
    }
    add_unless_ignored(&set, SIGTSTP);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGCONT);
    // Death by SIGPIPE has to wait until the terminal is restored.
    sigaddset(&set, SIGPIPE);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigdelset(&set, SIGPIPE);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void send_all(const unsigned char *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            size -= (size_t)sent;
        } else if (errno != EINTR) {
            // Why vzd does not want it, it may have said.
            outgoing.broken = true;
            return;
        }
    }
}

static void send_hello(int argc, char **argv) {
    size_t size = 0;
    unsigned char *frame = hello_make(argc, argv, &size);
    if (frame == NULL) {
        leave(EXIT_LOST, "arguments and environment are too long\n");
    }
    send_all(frame, size);
    free(frame);
}

static void push(void) {
    ssize_t sent = send(
        connection, outgoing.bytes + outgoing.sent, outgoing.length - outgoing.sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
        outgoing.sent += (size_t)sent;
    } else if (errno != EAGAIN && errno != EINTR) {
        outgoing.broken = true;
    }
    if (outgoing.sent == outgoing.length || outgoing.broken) {
        outgoing.sent = 0;
        outgoing.length = 0;
    }
}

static void queue(char type, uint32_t length) {
    put_header(outgoing.bytes, type, length);
    outgoing.sent = 0;
    outgoing.length = FRAME_HEADER + length;
    push();
}

static bool may_queue(void) {
    return outgoing.length == 0 && !outgoing.broken;
}

static void queue_window(void) {
    window_changed = false;
    uint32_t length = hello_window(outgoing.bytes + FRAME_HEADER);
    if (length > 0) {
        queue('W', length);
    }
}

static void queue_notes(void) {
    for (int i = 0; i < PASSED && may_queue(); i++) {
        if (signals[i].pending) {
            signals[i].pending = false;
            put_u32(outgoing.bytes + FRAME_HEADER, (uint32_t)PASSED_ON[i]);
            queue('S', 4);
        }
    }
    if (window_changed && may_queue()) {
        queue_window();
    }
}

static bool wants_input(void) {
    return credit > 0 && !input_ended && may_queue();
}

static void read_input(void) {
    size_t size = credit < FRAME_LIMIT ? (size_t)credit : FRAME_LIMIT;
    ssize_t got = read(STDIN_FILENO, outgoing.bytes + FRAME_HEADER, size);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        input_ended = true;
        got = 0;
    }
    credit -= (uint64_t)got;
    queue('I', (uint32_t)got);
}

static void write_output(void) {
    size_t size = output.length < WRITE_AT_ONCE ? output.length : WRITE_AT_ONCE;
    ssize_t put = write(output.to, output.bytes, size);
    if (put >= 0) {
        output.bytes += put;
        output.length -= (size_t)put;
    } else if (errno == EPIPE) {
        die_of(SIGPIPE);
    } else if (errno != EAGAIN && errno != EINTR) {
        char message[128];
        snprintf(message, sizeof message, "write error: %s\n", strerror(errno));
        leave(EXIT_LOST, message);
    }
}

static void obey(const struct frame *frame) {
    switch (frame->type) {
        case 'O':
        case 'E':
            output.bytes = frame->payload;
            output.length = frame->length;
            output.to = frame->type == 'O' ? STDOUT_FILENO : STDERR_FILENO;
            return;
        case 'C':
            credit += get_u32(frame->payload);
            return;
        case 'T':
            if (get_u32(frame->payload) != 0) {
                terminal_raw();
            } else {
                terminal_restore();
            }
            return;
        default:
            leave((int)(get_u32(frame->payload) & 0xff), NULL);
    }
}

static void take_frames(void) {
    struct frame frame;
    while (output.length == 0) {
        switch (reader_next(&reader, &frame)) {
            case FRAME_WHOLE:
                obey(&frame);
                break;
            case FRAME_PARTIAL:
                return;
            default:
                leave(EXIT_LOST, "vzd sent a broken frame\n");
        }
    }
}

static void hear_vzd(void) {
    unsigned char *room;
    size_t size = reader_room(&reader, &room);
    ssize_t got = recv(connection, room, size, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        leave(EXIT_LOST, "vzd went away\n");
    }
    reader.end += (size_t)got;
    for (int i = 0; i < PASSED; i++) {
        signals[i].unanswered = false;
    }
    take_frames();
}

static void pass_on(int number) {
    for (int i = 0; i < PASSED; i++) {
        if (PASSED_ON[i] != number) {
            continue;
        }
        if (signals[i].unanswered && now() - signals[i].since > SIGNAL_PATIENCE) {
            die_of(number);
        }
        if (!signals[i].unanswered) {
            signals[i].unanswered = true;
            signals[i].since = now();
        }
        signals[i].pending = true;
    }
}

static void hear_signal(int descriptor) {
    struct signalfd_siginfo info;
    if (read(descriptor, &info, sizeof info) != (ssize_t)sizeof info) {
        return;
    }
    switch (info.ssi_signo) {
        case SIGTSTP:
            terminal_stop();
            window_changed = true;
            return;
        case SIGCONT:
            terminal_continue();
            window_changed = true;
            return;
        case SIGWINCH:
            window_changed = true;
            return;
        default:
            pass_on((int)info.ssi_signo);
    }
}

static _Noreturn void carry(int signal_descriptor) {
    for (;;) {
        bool writes = output.length > 0;
        int events = (writes ? 0 : POLLIN) | (outgoing.length > 0 ? POLLOUT : 0);
        struct pollfd polls[POLLS] = {
            // Not asked for anything, a socket would still report that vzd hung up.
            [AT_SOCKET] = {.fd = events != 0 ? connection : -1, .events = (short)events},
            [AT_INPUT] = {.fd = wants_input() ? STDIN_FILENO : -1, .events = POLLIN},
            [AT_OUTPUT] = {.fd = writes ? output.to : -1, .events = POLLOUT},
            [AT_SIGNAL] = {.fd = signal_descriptor, .events = POLLIN},
        };
        if (poll(polls, POLLS, -1) < 0) {
            continue;
        }
        if (polls[AT_SIGNAL].revents != 0) {
            hear_signal(signal_descriptor);
        }
        if (polls[AT_OUTPUT].revents != 0) {
            write_output();
            take_frames();
        }
        if (outgoing.length > 0 && (polls[AT_SOCKET].revents & (POLLOUT | POLLERR | POLLHUP)) != 0) {
            push();
        }
        queue_notes();
        if (polls[AT_INPUT].revents != 0 && wants_input()) {
            read_input();
        }
        if (!writes && (polls[AT_SOCKET].revents & (POLLIN | POLLERR | POLLHUP)) != 0) {
            hear_vzd();
        }
    }
}

static _Noreturn void despair(const char *name, const char *reason) {
    char message[REASON_LIMIT + 64];
    if (reason == NULL) {
        leave(strcmp(name, "vzlist") == 0 ? 1 : EXIT_NOT_ROOT, "This program can only be run under root.\n");
    }
    snprintf(message, sizeof message, "vzd does not run and could not be started: %s\n", reason);
    leave(EXIT_NO_VZD, message);
}

int main(int argc, char **argv) {
    const char *reason = NULL;
    if (argc < 1) {
        return EXIT_LOST;
    }
    hello_look_at_streams();
    connection = reach_vzd(&reason);
    if (connection < 0) {
        despair(hello_name(argv[0]), reason);
    }
    int signal_descriptor = open_signals();
    if (signal_descriptor < 0) {
        leave(EXIT_LOST, "no signals can be received\n");
    }
    send_hello(argc, argv);
    carry(signal_descriptor);
}
