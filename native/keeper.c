// The keeper: clones the first process of a VE, or a command in a running one, as a plan says, and stays as its
// parent. It decides nothing; see docs/formats/keeper.md.
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "birth.h"
#include "clients.h"
#include "console.h"
#include "control.h"
#include "signals.h"

enum { LISTENER = 4, RUN_DIRECTORY = 5, PLAN = 6 };
enum { PHASE_KEEPER = 0, PHASE_CLONE = 1, PHASE_CHILD = 2 };
enum { FAILURE = 125 };
enum { HANGUP_GRACE = 2000, DRAIN_GRACE = 1000 };
enum { AT_CONTROL, AT_CHILD, AT_LISTENER, AT_CONSOLE, AT_CLIENTS, POLLS = AT_CLIENTS + CLIENTS };

static struct executor executor;
static struct child child = {.pidfd = -1, .channel = -1};
static struct state state = {.magic = STATE_MAGIC, .state = STARTING};
static uint32_t mode;
static bool vzd_listens = true;
static int64_t deadline = -1;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void say(uint32_t type, int32_t a, int32_t b, uint64_t c, uint64_t d, int descriptor) {
    struct packet packet = {.type = type, .a = a, .b = b, .c = c, .d = d};
    // Whether vzd is still there to hear it changes nothing.
    (void)send_with(CONTROL, &packet, sizeof packet, 0, descriptor);
}

static _Noreturn void fail(uint32_t index, int error, uint64_t phase, uint64_t signal) {
    say(SAY_FAILED, (int32_t)index, error, phase, signal, -1);
    _exit(FAILURE);
}

// The seals guarantee that the plan stays what was checked.
static void *map_plan(void) {
    struct stat status;
    int needed = F_SEAL_WRITE | F_SEAL_SHRINK;
    int seals = fcntl(PLAN, F_GET_SEALS);
    if (fstat(PLAN, &status) < 0 || seals < 0 || (seals & needed) != needed || status.st_size <= 0
        || status.st_size > PLAN_LIMIT) {
        return NULL;
    }
    size_t size = (size_t)status.st_size;
    void *plan = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, PLAN, 0);
    return plan == MAP_FAILED || !plan_check(plan, size) ? NULL : plan;
}

static siginfo_t reap(void) {
    siginfo_t end = {0};
    while (waitid(P_PIDFD, (id_t)child.pidfd, &end, WEXITED) < 0 && errno == EINTR) {
    }
    return end;
}

static void signal_child(int signal) {
    syscall(SYS_pidfd_send_signal, child.pidfd, signal, NULL, 0);
}

// The child's process group too, where it leads one: not yet reaped, it keeps the number from being another's.
static void signal_group(int signal) {
    signal_child(signal);
    kill(-child.pid, signal);
}

static void begin(void) {
    const struct plan_header *header = plan_header(executor.plan);
    uint32_t at = 0;
    memset(executor.registers, 0xff, sizeof executor.registers);
    int error = execute(&executor, plan_operations(executor.plan), header->keeper_count, &at);
    if (error != 0) {
        fail(at, error, PHASE_KEEPER, 0);
    }
    error = give_birth(&executor, &child);
    if (error != 0) {
        fail(0, error, PHASE_CLONE, 0);
    }
    state.pid = child.pid;
    say(SAY_CHILD, child.pid, 0, 0, 0, child.pidfd);
}

static void insert(int *list, unsigned count, int value) {
    while (count > 0 && list[count - 1] > value) {
        list[count] = list[count - 1];
        count--;
    }
    list[count] = value;
}

// What the plan used must not outlive the start: a mount or a pipe held here would never end.
static void close_all_but_own(void) {
    int others[CLIENTS + 3];
    int kept[CLIENTS + 3 + RUN_DIRECTORY + 1];
    unsigned count = 0;
    for (int i = mode == MODE_JOIN ? CONTROL : 0; i <= (mode == MODE_JOIN ? CONTROL : RUN_DIRECTORY); i++) {
        kept[count++] = i;
    }
    unsigned other = clients_descriptors(others);
    others[other++] = child.pidfd;
    others[other++] = console_master();
    others[other++] = console_watch();
    for (unsigned i = 0; i < other; i++) {
        if (others[i] >= 0) {
            insert(kept, count++, others[i]);
        }
    }
    unsigned from = 0;
    for (unsigned i = 0; i < count; i++) {
        if (from < (unsigned)kept[i]) {
            close_range(from, (unsigned)kept[i] - 1, 0);
        }
        from = (unsigned)kept[i] + 1;
    }
    close_range(from, ~0U, 0);
}

static bool is_execve(const struct operation *operation) {
    return operation->code == CODE_SYSCALL
        && (operation->number == SYS_execve || operation->number == SYS_execveat);
}

// The channel ended: the child executed its program, gave up, or was killed on the way.
static void decide(void) {
    const struct plan_header *header = plan_header(executor.plan);
    uint32_t at = child.progress->at;
    const struct operation *operation = plan_operations(executor.plan) + header->keeper_count + at;
    if (child.progress->error == 0 && at < header->child_count && is_execve(operation)) {
        close(child.channel);
        child.channel = -1;
        close_all_but_own();
        munmap(executor.plan, header->size);
        state.state = RUNNING;
        say(SAY_EXECED, 0, 0, 0, 0, -1);
        return;
    }
    siginfo_t end = reap();
    int error = child.progress->error;
    bool killed = error == 0 && end.si_code != CLD_EXITED;
    fail(at, error != 0 ? error : EOWNERDEAD, PHASE_CHILD, killed ? (uint64_t)end.si_status : 0);
}

static void hear_child(void) {
    if (state.state == RUNNING) {
        return;
    }
    char byte;
    struct passed passed;
    int error = receive_with(child.channel, &byte, 1, &passed);
    if (error != 0) {
        decide();
    } else if (passed.count == 1) {
        console_keep(passed.descriptors[0]);
    }
}

static void lose_vzd(void) {
    vzd_listens = false;
    if (state.state == STARTING) {
        signal_child(SIGKILL);
        reap();
        _exit(FAILURE);
    }
    if (mode == MODE_JOIN && state.state == RUNNING) {
        signal_group(SIGHUP);
        deadline = now() + HANGUP_GRACE;
    }
}

static void write_exit_file(void) {
    char line[32];
    const char *how = state.code == CLD_EXITED ? "exited" : state.code == CLD_DUMPED ? "dumped" : "killed";
    int length = snprintf(line, sizeof line, "%s %d\n", how, state.status);
    int file = openat(RUN_DIRECTORY, "exit.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) {
        return;
    }
    bool whole = write(file, line, (size_t)length) == length;
    if (close(file) == 0 && whole) {
        renameat(RUN_DIRECTORY, "exit.tmp", RUN_DIRECTORY, "exit");
    }
}

static void conclude(void) {
    siginfo_t end = reap();
    state.state = ENDED;
    state.code = end.si_code;
    state.status = end.si_status;
    if (mode == MODE_START) {
        // First the file: whoever is told of the end may go and read it.
        write_exit_file();
    }
    say(SAY_EXITED, state.code, state.status, 0, 0, -1);
    clients_tell_end(&state);
    deadline = now() + DRAIN_GRACE;
}

static int timeout(void) {
    if (console_pending()) {
        return 0;
    }
    if (deadline < 0) {
        return -1;
    }
    int64_t left = deadline - now();
    return left < 0 ? 0 : (int)left;
}

// What the child has started has the same time to end, whether the child takes it or not.
static bool is_hanging_up(void) {
    return mode == MODE_JOIN && state.state == RUNNING && deadline >= 0;
}

static void prepare(struct pollfd *polls) {
    bool start = mode == MODE_START;
    polls[AT_CONTROL] = (struct pollfd){.fd = vzd_listens ? CONTROL : -1};
    polls[AT_CHILD] = (struct pollfd){
        .fd = state.state == STARTING ? child.channel
            : is_hanging_up()         ? -1
            : state.state == RUNNING  ? child.pidfd
                                      : -1,
        .events = POLLIN,
    };
    polls[AT_LISTENER] = (struct pollfd){.fd = start ? LISTENER : -1, .events = POLLIN};
    polls[AT_CONSOLE] = (struct pollfd){.fd = console_watch(), .events = POLLIN};
    clients_poll(polls + AT_CLIENTS);
}

static void turn(void) {
    struct pollfd polls[POLLS];
    prepare(polls);
    if (poll(polls, POLLS, timeout()) < 0) {
        return;
    }
    uint32_t before = state.state;
    if (polls[AT_CONSOLE].revents != 0) {
        console_note();
    }
    console_fill();
    state.held = console_held();
    clients_serve(polls + AT_CLIENTS, &state);
    if (polls[AT_LISTENER].revents != 0) {
        clients_accept(LISTENER);
    }
    // The child first: when it has executed its program, the end of vzd means nothing any more.
    if (polls[AT_CHILD].revents != 0) {
        if (before == RUNNING) {
            conclude();
        } else {
            hear_child();
        }
    }
    if (polls[AT_CONTROL].revents != 0) {
        lose_vzd();
    }
}

static bool is_over(void) {
    if (state.state != ENDED) {
        return false;
    }
    return mode == MODE_JOIN || (clients_drained() && !console_pending()) || now() >= deadline;
}

static int stay(void) {
    while (!is_over()) {
        turn();
        if (state.state == RUNNING && deadline >= 0 && now() >= deadline) {
            signal_group(SIGKILL);
            deadline = -1;
        }
    }
    return 0;
}

int main(void) {
    // First of all: what a VE could reach of this process it could use to get out.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || close_range(CONTROL, ~0U, CLOSE_RANGE_CLOEXEC) < 0) {
        fail(0, errno, PHASE_KEEPER, 0);
    }
    prctl(PR_SET_NAME, "vz-keeper", 0, 0, 0);
    // A key pressed at the terminal of a vzd in the foreground must not reach VEs; EPERM means that this is done.
    setsid();
    signals_reset();
    executor.plan = map_plan();
    if (executor.plan == NULL) {
        fail(0, EBADMSG, PHASE_KEEPER, 0);
    }
    mode = plan_header(executor.plan)->mode;
    plan_relocate(executor.plan);
    clients_open();
    if (mode == MODE_START) {
        fcntl(LISTENER, F_SETFL, O_NONBLOCK);
    }
    begin();
    return stay();
}
