#include "execute.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control.h"

uint64_t argument(struct executor *executor, const struct operation *operation, size_t i) {
    uint64_t value = operation->arguments[i];
    switch (operation->kinds[i]) {
        case KIND_OFFSET:
            return (uint64_t)(uintptr_t)(executor->plan + value);
        case KIND_REGISTER:
            return (uint64_t)executor->registers[value];
        case KIND_REGISTER_ADDRESS:
            return (uint64_t)(uintptr_t)&executor->registers[value];
        default:
            return value;
    }
}

static int64_t system_call(struct executor *executor, const struct operation *operation) {
    uint64_t a[ARGUMENTS];
    for (size_t i = 0; i < ARGUMENTS; i++) {
        a[i] = argument(executor, operation, i);
    }
    long result = syscall((long)operation->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return result == -1 ? -errno : result;
}

static int move(int from, int to) {
    if (from == to) {
        return 0;
    }
    if (dup3(from, to, O_CLOEXEC) < 0) {
        return errno;
    }
    close(from);
    return 0;
}

// A received descriptor may already sit on a number that another one shall get: those step aside first.
static int step_aside(struct passed *passed, int first) {
    int end = first + (int)passed->count;
    for (int i = 0; i < (int)passed->count; i++) {
        int now = passed->descriptors[i];
        if (now < first || now >= end || now == first + i) {
            continue;
        }
        int aside = fcntl(now, F_DUPFD_CLOEXEC, end);
        if (aside < 0) {
            return errno;
        }
        close(now);
        passed->descriptors[i] = aside;
    }
    return 0;
}

static int64_t wait_for_go(int first, size_t expected) {
    struct packet packet;
    struct passed passed;
    int error = receive_with(CONTROL, &packet, sizeof packet, &passed);
    if (error != 0) {
        return -error;
    }
    if (packet.type != HEAR_GO || passed.count != expected) {
        close_passed(&passed);
        return -EBADMSG;
    }
    error = step_aside(&passed, first);
    for (int i = 0; error == 0 && i < (int)expected; i++) {
        error = move(passed.descriptors[i], first + i);
    }
    return error != 0 ? -error : (int64_t)expected;
}

static int64_t expect_device(int descriptor, uint64_t type, uint64_t device) {
    struct stat status;
    if (fstat(descriptor, &status) < 0) {
        return -errno;
    }
    return (status.st_mode & S_IFMT) == type && status.st_rdev == device ? 0 : -ENODEV;
}

static int64_t operate(struct executor *executor, const struct operation *operation) {
    uint64_t first = argument(executor, operation, 0);
    uint64_t second = argument(executor, operation, 1);
    switch (operation->code) {
        case CODE_SYSCALL:
            return system_call(executor, operation);
        case CODE_GO:
            return wait_for_go((int)first, (size_t)second);
        case CODE_SEND: {
            struct packet packet = {.type = SAY_FD, .a = (int32_t)second};
            return first > INT32_MAX ? -EBADF : -send_with(CONTROL, &packet, sizeof packet, 0, (int)first);
        }
        case CODE_EXPECT_DEVICE:
            return first > INT32_MAX ? -EBADF : expect_device((int)first, second, argument(executor, operation, 2));
        default:
            return first > INT32_MAX ? -EBADF : -send_with(executor->channel, "C", 1, 0, (int)first);
    }
}

static bool tolerates(const struct operation *operation, int64_t error) {
    for (size_t i = 0; i < TOLERATED; i++) {
        uint16_t each = operation->tolerated[i];
        if (each != 0 && (each == ANY_ERRNO || each == error)) {
            return true;
        }
    }
    return false;
}

int execute(struct executor *executor, const struct operation *operations, uint32_t count, volatile uint32_t *at) {
    uint32_t i = 0;
    while (i < count) {
        const struct operation *operation = operations + i;
        *at = i++;
        int64_t result;
        do {
            result = operate(executor, operation);
        } while (result == -EINTR);
        bool failed = result < 0 && result >= -4095;
        if (failed && !tolerates(operation, -result)) {
            return (int)-result;
        }
        if (operation->result != NONE) {
            executor->registers[operation->result] = result;
        }
        if (failed) {
            i += operation->skip;
        }
    }
    *at = count;
    return 0;
}
