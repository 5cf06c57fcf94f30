#include "birth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int raise_number(int *descriptor) {
    int raised = fcntl(*descriptor, F_DUPFD_CLOEXEC, FIRST_OWN_DESCRIPTOR);
    if (raised < 0) {
        return errno;
    }
    close(*descriptor);
    *descriptor = raised;
    return 0;
}

static int open_channel(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        return errno;
    }
    int error = raise_number(&ends[0]);
    return error != 0 ? error : raise_number(&ends[1]);
}

static _Noreturn void live(struct executor *executor, struct progress *progress) {
    const struct plan_header *header = plan_header(executor->plan);
    const struct operation *operations = plan_operations(executor->plan) + header->keeper_count;
    int error = execute(executor, operations, header->child_count, &progress->at);
    progress->error = error != 0 ? error : ENOEXEC;
    _exit(125);
}

static long clone_child(const struct plan_header *header, int *pidfd) {
    struct clone_args arguments = {
        .flags = header->clone_flags | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
    };
    if (header->cgroup != NONE) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = header->cgroup;
    }
    return syscall(SYS_clone3, &arguments, sizeof arguments);
}

// The kernel charges a user namespace, and all that is counted in it, to the effective uid that made it: one of the
// VE's own range, so that no VE uses up what others or VE0's root may have.
static int become(uint32_t owner, int *securebits) {
    *securebits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
    if (*securebits < 0 || prctl(PR_SET_SECUREBITS, *securebits | SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0) {
        return errno;
    }
    if (syscall(SYS_setresuid, -1, owner, -1) < 0) {
        return errno;
    }
    // A changed uid brings the system's default back, which need not be "not at all".
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? errno : 0;
}

static int become_again(uid_t uid, int securebits) {
    if (syscall(SYS_setresuid, -1, uid, -1) < 0 || prctl(PR_SET_SECUREBITS, securebits, 0, 0, 0) < 0) {
        return errno;
    }
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? errno : 0;
}

// Returns the pid, 0 in the child, or a negative errno.
static long clone_as_owner(const struct plan_header *header, int *pidfd) {
    uid_t uid = geteuid();
    int securebits = 0;
    int error = header->owner == NONE ? 0 : become(header->owner, &securebits);
    if (error != 0) {
        return -error;
    }
    long pid = clone_child(header, pidfd);
    if (pid == 0) {
        return 0;
    }
    if (pid < 0) {
        return -errno;
    }
    error = header->owner == NONE ? 0 : become_again(uid, securebits);
    if (error != 0) {
        kill((pid_t)pid, SIGKILL);
        return -error;
    }
    return pid;
}

int give_birth(struct executor *executor, struct child *child) {
    int ends[2];
    int error = open_channel(ends);
    if (error != 0) {
        return error;
    }
    struct progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED) {
        return errno;
    }
    long pid = clone_as_owner(plan_header(executor->plan), &child->pidfd);
    if (pid < 0) {
        return (int)-pid;
    }
    if (pid == 0) {
        close(ends[0]);
        executor->channel = ends[1];
        live(executor, progress);
    }
    close(ends[1]);
    child->pid = (pid_t)pid;
    child->channel = ends[0];
    child->progress = progress;
    return 0;
}
