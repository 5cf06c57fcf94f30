// The keeper as vzd meets it. Arguments: the keeper, the name of one test if only that shall run.
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>

#include "../signals.h"
#include "keeper-rig.h"

static struct builder builder;
static struct keeper keeper;

static void begin(const int *extra) {
    keeper = keeper_start(&builder, extra, NULL);
}

static int expect_child(void) {
    int pidfd = -1;
    struct packet packet = keeper_expect(&keeper, SAY_CHILD, &pidfd);
    CHECK(packet.a > 1);
    return pidfd;
}

static void expect_exited(int code, int status) {
    struct packet packet = keeper_expect(&keeper, SAY_EXITED, NULL);
    CHECK_EQUAL(packet.a, code);
    CHECK_EQUAL(packet.b, status);
}

static void expect_text(int from, const char *expected) {
    char text[4096] = {0};
    size_t length = strlen(expected);
    size_t got = 0;
    while (got < length) {
        ssize_t some = read(from, text + got, sizeof text - 1 - got);
        CHECK(some > 0);
        got += (size_t)some;
    }
    if (strcmp(text, expected) != 0) {
        fprintf(stderr, "got: %s\nnot: %s\n", text, expected);
    }
    CHECK(strcmp(text, expected) == 0);
}

static int64_t read_number(int from) {
    int64_t number = 0;
    CHECK(read(from, &number, sizeof number) == (ssize_t)sizeof number);
    return number;
}

static struct operation write_register(uint64_t number) {
    return CALL(SYS_write, NUMBER(7), ADDRESS(number), NUMBER(8));
}

// Writes a short script's output to descriptor 7.
static void build_script_to_7(const char *script) {
    build_child(&builder, CALL(SYS_dup3, NUMBER(7), NUMBER(1), NUMBER(0)));
    build_shell(&builder, script);
}

static void broken_plan_is_refused(void) {
    build(&builder, MODE_START);
    builder.header.clone_flags = CLONE_VM;
    begin(NULL);
    keeper_expect_failed(&keeper, 0, EBADMSG, 0);
}

static void plan_without_seals_is_refused(void) {
    build(&builder, MODE_START);
    build_shell(&builder, "true");
    keeper = keeper_start_unsealed(&builder);
    keeper_expect_failed(&keeper, 0, EBADMSG, 0);
}

static void failing_operation_of_keeper_is_told(void) {
    build(&builder, MODE_START);
    build_keeper(&builder, CALL(SYS_getpid, NUMBER(0)));
    build_keeper(&builder, CALL(SYS_close, NUMBER(99)));
    begin(NULL);
    keeper_expect_failed(&keeper, 1, EBADF, 0);
}

static void failing_clone_is_told(void) {
    build(&builder, MODE_START);
    builder.header.cgroup = 99;
    build_shell(&builder, "true");
    begin(NULL);
    keeper_expect_failed(&keeper, 0, EBADF, 1);
}

static void failing_operation_of_child_is_told(void) {
    build(&builder, MODE_START);
    build_child(&builder, CALL(SYS_getpid, NUMBER(0)));
    build_execve(&builder, (const char *const[]){"/does/not/exist", NULL});
    begin(NULL);
    int pidfd = expect_child();
    keeper_expect_failed(&keeper, 1, ENOENT, 2);
    CHECK(syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0 && errno == ESRCH);
}

static void list_without_execve_is_a_failure(void) {
    build(&builder, MODE_START);
    build_child(&builder, CALL(SYS_getpid, NUMBER(0)));
    build_child(&builder, CALL(SYS_getpid, NUMBER(0)));
    begin(NULL);
    expect_child();
    keeper_expect_failed(&keeper, 2, ENOEXEC, 2);
}

static void child_killed_on_the_way_is_told(void) {
    build(&builder, MODE_START);
    build_child(&builder, CALL(SYS_getpid, NUMBER(0)))->result = 0;
    build_child(&builder, CALL(SYS_kill, REGISTER(0), NUMBER(SIGKILL)));
    build_shell(&builder, "true");
    begin(NULL);
    expect_child();
    struct packet packet = keeper_expect(&keeper, SAY_FAILED, NULL);
    CHECK_EQUAL(packet.a, 1);
    CHECK_EQUAL(packet.b, EOWNERDEAD);
    CHECK_EQUAL(packet.c, 2);
    CHECK_EQUAL(packet.d, SIGKILL);
    CHECK_EQUAL(keeper_end(&keeper), 125);
}

static void registers_carry_results(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    build_keeper(&builder, write_register(5));
    build_keeper(&builder, CALL(SYS_getpid, NUMBER(0)))->result = 5;
    build_keeper(&builder, write_register(5));
    build_child(&builder, CALL(SYS_getppid, NUMBER(0)))->result = 6;
    build_child(&builder, write_register(6));
    build_child(&builder, write_register(5));
    build_shell(&builder, "true");
    begin((const int[]){ends[1], -1});
    CHECK_EQUAL(read_number(ends[0]), -1);
    CHECK_EQUAL(read_number(ends[0]), keeper.pid);
    CHECK_EQUAL(read_number(ends[0]), keeper.pid);
    CHECK_EQUAL(read_number(ends[0]), keeper.pid);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void tolerated_errno_skips(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    struct operation *tolerant = build_keeper(&builder, CALL(SYS_close, NUMBER(99)));
    tolerant->tolerated[0] = ENOENT;
    tolerant->tolerated[3] = EBADF;
    tolerant->result = 1;
    tolerant->skip = 2;
    build_keeper(&builder, CALL(SYS_close, NUMBER(99)));
    build_keeper(&builder, CALL(SYS_close, NUMBER(99)));
    build_keeper(&builder, write_register(1));
    struct operation *any = build_keeper(&builder, CALL(SYS_close, NUMBER(99)));
    any->tolerated[1] = ANY_ERRNO;
    // A success skips nothing.
    struct operation *success = build_keeper(&builder, CALL(SYS_getpid, NUMBER(0)));
    success->tolerated[0] = ANY_ERRNO;
    success->skip = 1;
    build_keeper(&builder, CALL(SYS_getppid, NUMBER(0)))->result = 2;
    build_keeper(&builder, write_register(2));
    build_shell(&builder, "true");
    begin((const int[]){ends[1], -1});
    CHECK_EQUAL(read_number(ends[0]), -EBADF);
    CHECK_EQUAL(read_number(ends[0]), getpid());
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void other_errno_is_not_tolerated(void) {
    build(&builder, MODE_START);
    build_keeper(&builder, CALL(SYS_close, NUMBER(99)))->tolerated[2] = ENOENT;
    begin(NULL);
    keeper_expect_failed(&keeper, 0, EBADF, 0);
}

static void program_sees_no_descriptor_above_2(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    build_child(&builder, CALL(SYS_dup3, NUMBER(7), NUMBER(1), NUMBER(0)));
    build_execve(&builder, (const char *const[]){"/bin/ls", "/proc/self/fd", NULL});
    begin((const int[]){ends[1], ends[1], ends[1], -1});
    // 3 is the directory that ls reads.
    expect_text(ends[0], "0\n1\n2\n3\n");
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void child_is_not_dumpable(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    builder.header.clone_flags = CLONE_NEWUSER;
    builder.header.owner = 765535;
    build_keeper(&builder, CALL(SYS_prctl, NUMBER(PR_GET_DUMPABLE)))->result = 1;
    build_keeper(&builder, write_register(1));
    build_child(&builder, CALL(SYS_prctl, NUMBER(PR_GET_DUMPABLE)))->result = 1;
    build_child(&builder, write_register(1));
    build_shell(&builder, "true");
    begin((const int[]){ends[1], -1});
    CHECK_EQUAL(read_number(ends[0]), 0);
    CHECK_EQUAL(read_number(ends[0]), 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void go_brings_descriptors_in_order(void) {
    int pipes[4][2];
    int write_ends[4];
    for (int i = 0; i < 4; i++) {
        CHECK(pipe2(pipes[i], O_CLOEXEC) == 0);
        write_ends[i] = pipes[i][1];
    }
    build(&builder, MODE_START);
    // The descriptors arrive at 7, 8, 9, 10: three of them on numbers meant for others.
    build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(4)));
    uint32_t texts = build_string(&builder, "abcd");
    for (uint32_t i = 0; i < 4; i++) {
        build_child(&builder, CALL(SYS_write, NUMBER(8 + i), OFFSET(texts + i), NUMBER(1)));
    }
    build_child(&builder, CALL(SYS_fcntl, NUMBER(7), NUMBER(F_GETFD)))->tolerated[0] = EBADF;
    builder.child[builder.header.child_count - 1].skip = 1;
    build_child(&builder, CALL(SYS_close, NUMBER(99)));
    build_child(&builder, CALL(SYS_fcntl, NUMBER(11), NUMBER(F_GETFD)))->tolerated[0] = EBADF;
    build_child(&builder, CALL(SYS_fcntl, NUMBER(9), NUMBER(F_GETFD)))->result = 3;
    build_child(&builder, CALL(SYS_write, NUMBER(8), ADDRESS(3), NUMBER(8)));
    build_shell(&builder, "true");
    begin(NULL);
    expect_child();
    keeper_go(&keeper, write_ends, 4);
    for (int i = 0; i < 4; i++) {
        char byte;
        CHECK(read(pipes[i][0], &byte, 1) == 1);
        CHECK_EQUAL(byte, "abcd"[i]);
    }
    CHECK_EQUAL(read_number(pipes[0][0]), FD_CLOEXEC);
    keeper_expect(&keeper, SAY_EXECED, NULL);
    expect_exited(CLD_EXITED, 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void go_with_other_count_is_refused(void) {
    static const size_t counts[] = {0, 2, 20};
    int many[20];
    for (int i = 0; i < 20; i++) {
        many[i] = 0;
    }
    for (size_t i = 0; i < 3; i++) {
        build(&builder, MODE_START);
        build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(counts[i] == 20 ? 16 : 1)));
        build_shell(&builder, "true");
        begin(NULL);
        expect_child();
        keeper_go(&keeper, many, counts[i]);
        keeper_expect_failed(&keeper, 0, EBADMSG, 2);
    }
}

static void a_second_go_waits_for_its_own_message(void) {
    int ends[2];
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(1)));
    build_child(&builder, CALL(SYS_write, NUMBER(7), OFFSET(build_string(&builder, "between")), NUMBER(8)));
    build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(0)));
    build_shell(&builder, "true");
    begin((const int[]){ends[1], -1});
    int pidfd = expect_child();
    keeper_go(&keeper, &null, 1);
    char word[8];
    CHECK(read(ends[0], word, sizeof word) == (ssize_t)sizeof word && strcmp(word, "between") == 0);
    struct pollfd quiet = {.fd = keeper.control, .events = POLLIN};
    CHECK(poll(&quiet, 1, 50) == 0);
    CHECK(syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0);
    keeper_go(&keeper, NULL, 0);
    keeper_expect(&keeper, SAY_EXECED, NULL);
    expect_exited(CLD_EXITED, 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void vzd_gone_before_go_ends_all(void) {
    build(&builder, MODE_START);
    build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(0)));
    build_shell(&builder, "true");
    begin(NULL);
    int pidfd = expect_child();
    close(keeper.control);
    CHECK_EQUAL(keeper_end(&keeper), 125);
    CHECK(syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0 && errno == ESRCH);
    CHECK(strcmp(keeper_exit_file(&keeper), "") == 0);
}

static void vzd_gone_kills_a_child_that_does_not_listen(void) {
    int64_t long_time[2] = {1000, 0};
    build(&builder, MODE_START);
    build_child(&builder, CALL(SYS_nanosleep, OFFSET(build_data(&builder, long_time, sizeof long_time)), NUMBER(0)));
    build_shell(&builder, "true");
    begin(NULL);
    int pidfd = expect_child();
    close(keeper.control);
    CHECK_EQUAL(keeper_end(&keeper), 125);
    CHECK(syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0 && errno == ESRCH);
}

static void child_sends_descriptors(void) {
    int ends[2];
    int received = -1;
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(0)));
    build_child(&builder, OTHER(CODE_SEND, NUMBER(7), NUMBER(42)));
    build_shell(&builder, "true");
    begin((const int[]){ends[1], -1});
    expect_child();
    keeper_go(&keeper, NULL, 0);
    struct packet packet = keeper_expect(&keeper, SAY_FD, &received);
    CHECK_EQUAL(packet.a, 42);
    CHECK(write(received, "x", 1) == 1);
    expect_text(ends[0], "x");
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void device_is_checked(void) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int zero = open("/dev/zero", O_RDWR | O_CLOEXEC);
    build(&builder, MODE_START);
    build_keeper(&builder, OTHER(CODE_EXPECT_DEVICE, NUMBER(7), NUMBER(S_IFCHR), NUMBER(0x103)));
    build_keeper(&builder, OTHER(CODE_EXPECT_DEVICE, NUMBER(8), NUMBER(S_IFCHR), NUMBER(0x103)));
    begin((const int[]){null, zero, -1});
    keeper_expect_failed(&keeper, 1, ENODEV, 0);
    builder.keeper[1].arguments[1] = S_IFBLK;
    builder.keeper[1].arguments[0] = 7;
    begin((const int[]){null, zero, -1});
    keeper_expect_failed(&keeper, 1, ENODEV, 0);
}

static void run_to_end(const char *script, int code, int status, const char *line) {
    build(&builder, MODE_START);
    build_shell(&builder, script);
    begin(NULL);
    expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
    expect_exited(code, status);
    // The file is there before the message.
    CHECK(strcmp(keeper_exit_file(&keeper), line) == 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void exit_is_written(void) {
    run_to_end("exit 0", CLD_EXITED, 0, "exited 0\n");
    run_to_end("exit 7", CLD_EXITED, 7, "exited 7\n");
    run_to_end("kill -9 $$", CLD_KILLED, 9, "killed 9\n");
    run_to_end("kill -1 $$", CLD_KILLED, 1, "killed 1\n");
}

// As under nohup, and as a Java thread blocks SIGQUIT.
static void signals_of_vzd_are_not_inherited(void) {
    int ends[2];
    sigset_t quit;
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    build_script_to_7("while read -r key value; do case $key in SigBlk:|SigIgn:) echo $key$value;; esac; done "
                      "</proc/self/status");
    sigemptyset(&quit);
    sigaddset(&quit, SIGQUIT);
    sigprocmask(SIG_BLOCK, &quit, NULL);
    void (*before)(int) = signal(SIGHUP, SIG_IGN);
    begin((const int[]){ends[1], -1});
    signal(SIGHUP, before);
    sigprocmask(SIG_UNBLOCK, &quit, NULL);
    close(ends[1]);
    expect_text(ends[0], "SigBlk:0000000000000000\nSigIgn:0000000000000000\n");
    CHECK_EQUAL(keeper_end(&keeper), 0);
    close(ends[0]);
}

static void vzd_gone_after_exec_changes_nothing(void) {
    build(&builder, MODE_START);
    build_shell(&builder, "sleep 0.5; exit 3");
    begin(NULL);
    expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
    close(keeper.control);
    milliseconds(100);
    CHECK_EQUAL(keeper_state(&keeper).state, RUNNING);
    CHECK_EQUAL(keeper_end(&keeper), 0);
    CHECK(strcmp(keeper_exit_file(&keeper), "exited 3\n") == 0);
}

static void state_and_wait_are_answered(void) {
    struct state state;
    char byte;
    build(&builder, MODE_START);
    build_child(&builder, OTHER(CODE_GO, NUMBER(8), NUMBER(0)));
    build_shell(&builder, "sleep 0.3; exit 5");
    begin(NULL);
    int connection = keeper_connect(&keeper);
    CHECK(write(connection, "W", 1) == 1);
    struct packet child = keeper_expect(&keeper, SAY_CHILD, NULL);
    state = keeper_state(&keeper);
    CHECK_EQUAL(state.state, STARTING);
    CHECK_EQUAL(state.pid, child.a);
    keeper_go(&keeper, NULL, 0);
    keeper_expect(&keeper, SAY_EXECED, NULL);
    CHECK_EQUAL(keeper_state(&keeper).state, RUNNING);
    CHECK(recv(connection, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN);
    CHECK(recv(connection, &state, sizeof state, MSG_WAITALL) == (ssize_t)sizeof state);
    CHECK_EQUAL(state.state, ENDED);
    CHECK_EQUAL(state.code, CLD_EXITED);
    CHECK_EQUAL(state.status, 5);
    CHECK_EQUAL(recv(connection, &byte, 1, 0), 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void expect_dismissed(int connection) {
    char byte;
    ssize_t got = recv(connection, &byte, 1, 0);
    CHECK(got == 0 || (got < 0 && errno == ECONNRESET));
}

static void crowd_and_nonsense_are_dismissed(void) {
    int crowd[CLIENTS + 1];
    build(&builder, MODE_START);
    build_shell(&builder, "sleep 1");
    begin(NULL);
    expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
    int connection = keeper_connect(&keeper);
    CHECK(write(connection, "?", 1) == 1);
    expect_dismissed(connection);
    connection = keeper_connect(&keeper);
    CHECK(write(connection, "M", 1) == 1);
    expect_text(connection, "N");
    close(connection);
    milliseconds(50);
    for (int i = 0; i <= CLIENTS; i++) {
        crowd[i] = keeper_connect(&keeper);
    }
    expect_dismissed(crowd[CLIENTS]);
    close(crowd[7]);
    milliseconds(50);
    CHECK_EQUAL(keeper_state(&keeper).state, RUNNING);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void only_root_may_connect(void) {
    build(&builder, MODE_START);
    build_shell(&builder, "sleep 1");
    begin(NULL);
    CHECK(chmod(keeper.directory, 0755) == 0 && chmod(keeper.socket, 0666) == 0);
    pid_t stranger = fork();
    if (stranger == 0) {
        CHECK(setresuid(65534, 65534, 65534) == 0);
        int connection = keeper_connect(&keeper);
        (void)!send(connection, "S", 1, MSG_NOSIGNAL);
        expect_dismissed(connection);
        _exit(0);
    }
    int status = -1;
    CHECK(waitpid(stranger, &status, 0) == stranger && status == 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void keeper_holds_nothing_but_its_own(void) {
    char path[64];
    char target[64];
    int held = 0;
    int ends[2];
    char byte;
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    build_shell(&builder, "sleep 1");
    begin((const int[]){ends[1], ends[1], -1});
    close(ends[1]);
    expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
    CHECK_EQUAL(read(ends[0], &byte, 1), 0);
    for (int i = 0; i < 300; i++) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", keeper.pid, i);
        held += readlink(path, target, sizeof target) > 0 ? 1 : 0;
    }
    // 0 to 5 and the pidfd.
    CHECK_EQUAL(held, 7);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void write_map(pid_t pid, const char *file, const char *map) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    CHECK(write(descriptor, map, strlen(map)) == (ssize_t)strlen(map));
    close(descriptor);
}

// A whole new world whose user namespace belongs to an id of the VE, not to VE0's root.
static pid_t begin_world(const char *script, const int *extra) {
    build(&builder, MODE_START);
    builder.header.clone_flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET;
    builder.header.owner = 700000 + 65535;
    build_child(&builder, OTHER(CODE_GO, NUMBER(20), NUMBER(0)));
    build_child(&builder, CALL(SYS_setresuid, NUMBER(0), NUMBER(0), NUMBER(0)));
    build_child(&builder, CALL(SYS_setresgid, NUMBER(0), NUMBER(0), NUMBER(0)));
    build_script_to_7(script);
    begin(extra);
    struct packet child = keeper_expect(&keeper, SAY_CHILD, NULL);
    write_map(child.a, "uid_map", "0 700000 65535\n");
    write_map(child.a, "gid_map", "0 700000 65535\n");
    keeper_go(&keeper, NULL, 0);
    keeper_expect(&keeper, SAY_EXECED, NULL);
    return child.a;
}

static void namespace_belongs_to_owner(void) {
    int ends[2];
    char path[64];
    char status[4096] = {0};
    uid_t owner = 0;
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    pid_t pid = begin_world("echo $$ $(id -u); sleep 1", (const int[]){ends[1], -1});
    expect_text(ends[0], "1 0\n");
    snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(ioctl(namespace, NS_GET_OWNER_UID, &owner) == 0);
    CHECK_EQUAL(owner, 765535);
    snprintf(path, sizeof path, "/proc/%d/status", keeper.pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(read(file, status, sizeof status - 1) > 0);
    CHECK(strstr(status, "Uid:\t0\t0\t0\t0\n") != NULL);
    CHECK(strstr(status, "Name:\tvz-keeper\n") != NULL);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void child_is_born_in_cgroup(void) {
    static const char directory[] = "/sys/fs/cgroup/unified/vz-keeper-test";
    int ends[2];
    if (mkdir(directory, 0755) < 0) {
        printf("skip  no cgroup v2 here\n");
        return;
    }
    int cgroup = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_START);
    builder.header.cgroup = 8;
    build_script_to_7("grep ^0:: /proc/self/cgroup");
    begin((const int[]){ends[1], cgroup, -1});
    expect_text(ends[0], "0::/vz-keeper-test\n");
    CHECK_EQUAL(keeper_end(&keeper), 0);
    CHECK(rmdir(directory) == 0);
}

static void joiner_runs_a_command_in_a_ve(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    pid_t pid = begin_world("hostname inside; echo up; sleep 2", (const int[]){ends[1], -1});
    struct keeper ve = keeper;
    expect_text(ends[0], "up\n");
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    build(&builder, MODE_JOIN);
    build_keeper(&builder, CALL(SYS_setns, NUMBER(7),
                               NUMBER(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET)));
    build_child(&builder, CALL(SYS_setresuid, NUMBER(0), NUMBER(0), NUMBER(0)));
    build_shell(&builder, "hostname; id -u; exit 9");
    keeper = keeper_start(&builder, (const int[]){pidfd, -1}, (const int[]){null, ends[1], ends[1]});
    close(ends[1]);
    expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
    expect_text(ends[0], "inside\n0\n");
    expect_exited(CLD_EXITED, 9);
    CHECK_EQUAL(keeper_end(&keeper), 0);
    CHECK_EQUAL(keeper_end(&ve), 0);
}

static void joiner_hangs_up_then_kills(void) {
    int ends[2];
    struct timespec from;
    struct timespec to;
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    build(&builder, MODE_JOIN);
    build_script_to_7("trap 'echo hup' HUP; echo ready; while :; do sleep 0.05; done");
    begin((const int[]){ends[1], -1});
    close(ends[1]);
    int pidfd = expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
    expect_text(ends[0], "ready\n");
    clock_gettime(CLOCK_MONOTONIC, &from);
    close(keeper.control);
    expect_text(ends[0], "hup\n");
    CHECK_EQUAL(keeper_end(&keeper), 0);
    clock_gettime(CLOCK_MONOTONIC, &to);
    CHECK(to.tv_sec - from.tv_sec >= 1 && to.tv_sec - from.tv_sec <= 4);
    CHECK(syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0 && errno == ESRCH);
}

static void begin_with_console(const char *script) {
    uint32_t zero = 0;
    build(&builder, MODE_START);
    uint32_t unlocked = build_data(&builder, &zero, sizeof zero);
    uint32_t path = build_string(&builder, "/dev/ptmx");
    build_child(&builder, CALL(SYS_openat, NUMBER(-1), OFFSET(path), NUMBER(O_RDWR | O_NOCTTY)))->result = 0;
    build_child(&builder, CALL(SYS_ioctl, REGISTER(0), NUMBER(TIOCSPTLCK), OFFSET(unlocked)));
    build_child(&builder, CALL(SYS_ioctl, REGISTER(0), NUMBER(TIOCGPTPEER), NUMBER(O_RDWR | O_NOCTTY)))->result = 1;
    build_child(&builder, OTHER(CODE_KEEP_CONSOLE, REGISTER(0)));
    build_child(&builder, CALL(SYS_setsid, NUMBER(0)));
    build_child(&builder, CALL(SYS_ioctl, REGISTER(1), NUMBER(TIOCSCTTY), NUMBER(0)));
    for (uint64_t i = 0; i < 3; i++) {
        build_child(&builder, CALL(SYS_dup3, REGISTER(1), NUMBER(i), NUMBER(0)));
    }
    build_shell(&builder, script);
    begin(NULL);
    expect_child();
    keeper_expect(&keeper, SAY_EXECED, NULL);
}

static int open_console(void) {
    int connection = keeper_connect(&keeper);
    CHECK(write(connection, "C", 1) == 1);
    return connection;
}

static void console_shows_and_types(void) {
    begin_with_console("echo hello; read line; echo \"got $line\"; sleep 0.2");
    milliseconds(200);
    CHECK_EQUAL(keeper_state(&keeper).held, 7);
    int connection = open_console();
    int second = open_console();
    expect_text(connection, "hello\r\n");
    CHECK(write(connection, "abc\n", 4) == 4);
    expect_text(connection, "abc\r\ngot abc\r\n");
    expect_text(second, "hello\r\nabc\r\ngot abc\r\n");
    CHECK_EQUAL(keeper_end(&keeper), 0);
    expect_dismissed(connection);
}

static void console_master_is_handed_out(void) {
    begin_with_console("sleep 0.5; stty size; sleep 0.2");
    char byte = 0;
    struct passed passed;
    int connection = keeper_connect(&keeper);
    CHECK(write(connection, "M", 1) == 1);
    CHECK_EQUAL(receive_with(connection, &byte, 1, &passed), 0);
    CHECK(byte == 'M' && passed.count == 1);
    struct winsize size = {.ws_row = 33, .ws_col = 101};
    CHECK(ioctl(passed.descriptors[0], TIOCSWINSZ, &size) == 0);
    expect_text(open_console(), "33 101\r\n");
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static size_t read_to_end(int connection, char *bytes, size_t size) {
    size_t got = 0;
    for (;;) {
        ssize_t some = recv(connection, bytes + got, size - got, 0);
        if (some <= 0) {
            return got;
        }
        got += (size_t)some;
    }
}

static void scrollback_holds_the_latest(void) {
    static char bytes[1 << 20];
    begin_with_console("seq 1 50000; sleep 1");
    milliseconds(700);
    CHECK_EQUAL(keeper_state(&keeper).held, 65536);
    size_t got = read_to_end(open_console(), bytes, sizeof bytes);
    CHECK_EQUAL(got, 65536);
    CHECK(memcmp(bytes + got - 14, "49999\r\n50000\r\n", 14) == 0);
    CHECK(strncmp(strchr(bytes, '\n') + 1, "40", 2) == 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void slow_reader_never_stalls_the_ve(void) {
    static char bytes[4 << 20];
    begin_with_console("sleep 0.3; head -c 8000000 /dev/zero | tr '\\0' x; echo; echo last");
    int slow = open_console();
    // Nobody reads, and yet this arrives.
    expect_exited(CLD_EXITED, 0);
    size_t got = read_to_end(slow, bytes, sizeof bytes);
    CHECK(got < 1000000);
    CHECK(memcmp(bytes + got - 6, "last\r\n", 6) == 0);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void reader_that_never_drains_holds_for_a_second_only(void) {
    begin_with_console("sleep 0.3; head -c 1000000 /dev/zero");
    int stuck = open_console();
    int small = 4096;
    setsockopt(stuck, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    expect_exited(CLD_EXITED, 0);
    struct timespec from;
    struct timespec to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    CHECK_EQUAL(keeper_end(&keeper), 0);
    clock_gettime(CLOCK_MONOTONIC, &to);
    CHECK(to.tv_sec - from.tv_sec <= 2);
}

static unsigned long keeper_ticks(void) {
    char path[64];
    char line[1024] = {0};
    unsigned long user = 0;
    unsigned long system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", keeper.pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(read(file, line, sizeof line - 1) > 0);
    close(file);
    CHECK(sscanf(strrchr(line, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2);
    return user + system;
}

static void closed_console_can_be_reopened(void) {
    begin_with_console("t=$(tty); exec </dev/null >/dev/null 2>&1; sleep 0.7; echo again >$t; sleep 0.7; echo more >$t; sleep 0.3");
    milliseconds(100);
    unsigned long before = keeper_ticks();
    int connection = open_console();
    expect_text(connection, "again\r\n");
    expect_text(connection, "more\r\n");
    // Waiting for a slave to be opened must not spin: 1.4 s would be 140 ticks.
    CHECK(keeper_ticks() - before < 20);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

static void typing_at_a_deaf_ve_stalls_nobody(void) {
    static char bytes[1 << 20];
    begin_with_console("stty raw -echo; sleep 1.5");
    milliseconds(200);
    int connection = open_console();
    memset(bytes, 'y', sizeof bytes);
    // The VE takes a little, the socket a little more, then it is enough.
    CHECK(send(connection, bytes, sizeof bytes, MSG_DONTWAIT) > 0);
    unsigned long before = keeper_ticks();
    milliseconds(500);
    CHECK(keeper_ticks() - before < 20);
    CHECK_EQUAL(keeper_state(&keeper).state, RUNNING);
    close(connection);
    CHECK_EQUAL(keeper_end(&keeper), 0);
}

int main(int argc, char **argv) {
    // Nohup, or a shell that runs this in its background, must make no difference.
    signals_reset();
    const struct test tests[] = {
        TEST(broken_plan_is_refused),
        TEST(plan_without_seals_is_refused),
        TEST(failing_operation_of_keeper_is_told),
        TEST(failing_clone_is_told),
        TEST(failing_operation_of_child_is_told),
        TEST(list_without_execve_is_a_failure),
        TEST(child_killed_on_the_way_is_told),
        TEST(registers_carry_results),
        TEST(tolerated_errno_skips),
        TEST(other_errno_is_not_tolerated),
        TEST(program_sees_no_descriptor_above_2),
        TEST(child_is_not_dumpable),
        TEST(go_brings_descriptors_in_order),
        TEST(go_with_other_count_is_refused),
        TEST(a_second_go_waits_for_its_own_message),
        TEST(vzd_gone_before_go_ends_all),
        TEST(vzd_gone_kills_a_child_that_does_not_listen),
        TEST(child_sends_descriptors),
        TEST(device_is_checked),
        TEST(exit_is_written),
        TEST(signals_of_vzd_are_not_inherited),
        TEST(vzd_gone_after_exec_changes_nothing),
        TEST(state_and_wait_are_answered),
        TEST(crowd_and_nonsense_are_dismissed),
        TEST(only_root_may_connect),
        TEST(keeper_holds_nothing_but_its_own),
        TEST(namespace_belongs_to_owner),
        TEST(child_is_born_in_cgroup),
        TEST(joiner_runs_a_command_in_a_ve),
        TEST(joiner_hangs_up_then_kills),
        TEST(console_shows_and_types),
        TEST(console_master_is_handed_out),
        TEST(scrollback_holds_the_latest),
        TEST(slow_reader_never_stalls_the_ve),
        TEST(reader_that_never_drains_holds_for_a_second_only),
        TEST(closed_console_can_be_reopened),
        TEST(typing_at_a_deaf_ve_stalls_nobody),
    };
    CHECK(argc > 1);
    keeper_path = argv[1];
    return RUN_TESTS(tests, argc > 2 ? argv[2] : NULL);
}
