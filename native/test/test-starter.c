// The starter as a user meets it; the test plays vzd. Arguments: the starter, the name of one test if only that
// shall run. As `--vzd PREFIX [CALLERS]`: a vzd that answers each caller with 4.
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>

#include "../signals.h"
#include "check.h"
#include "fake-vzd.h"

extern char **environ;

static char starter_path[PATH_MAX];
static char self_path[PATH_MAX];
static char prefix[PATH_MAX];

static int listener = -1;
static int connection = -1;
static pid_t starter;
static int streams[3];
static int ours[3];

static void remove_prefix(void) {
    char command[PATH_MAX + 16];
    snprintf(command, sizeof command, "rm -rf %s", prefix);
    (void)!system(command);
}

static void make_prefix(void) {
    snprintf(prefix, sizeof prefix, "/tmp/vz-starter-test-XXXXXX");
    CHECK(mkdtemp(prefix) != NULL);
    atexit(remove_prefix);
    setenv("VEZERE_PREFIX", prefix, 1);
}

static void make_pipes(void) {
    for (int i = 0; i < 3; i++) {
        int ends[2];
        CHECK(pipe2(ends, O_CLOEXEC) == 0);
        streams[i] = ends[i == 0 ? 0 : 1];
        ours[i] = ends[i == 0 ? 1 : 0];
    }
}

static void execute(const char *path, const char *const *arguments) {
    for (int i = 0; i < 3; i++) {
        if (streams[i] >= 0) {
            dup2(streams[i], i);
        } else {
            close(i);
        }
    }
    execv(path, (char *const *)(uintptr_t)arguments);
    _exit(126);
}

static void close_theirs(void) {
    for (int i = 0; i < 3; i++) {
        close(streams[i]);
    }
}

static void begin_with(const char *const *arguments) {
    starter = fork();
    if (starter == 0) {
        execute(starter_path, arguments);
    }
    close_theirs();
}

// Starts it with pipes and takes its first frame.
static void begin(void) {
    make_prefix();
    make_pipes();
    listener = vzd_listen(prefix);
    begin_with((const char *const[]){"vzctl", "status", "101", NULL});
    connection = vzd_accept(listener);
    vzd_expect(connection, 'H');
}

static int wait_status(void) {
    int status = 0;
    CHECK(waitpid(starter, &status, 0) == starter);
    return status;
}

static void expect_exit(int code) {
    int status = wait_status();
    CHECK(WIFEXITED(status));
    CHECK_EQUAL(WEXITSTATUS(status), code);
}

static void expect_text(int from, const char *expected) {
    char text[4096] = {0};
    size_t got = 0;
    for (;;) {
        ssize_t some = read(from, text + got, sizeof text - 1 - got);
        if (some <= 0) {
            break;
        }
        got += (size_t)some;
    }
    if (strcmp(text, expected) != 0) {
        fprintf(stderr, "got: %s\nnot: %s\n", text, expected);
    }
    CHECK(strcmp(text, expected) == 0);
}

static void milliseconds(long count) {
    nanosleep(&(struct timespec){.tv_sec = count / 1000, .tv_nsec = count % 1000 * 1000000}, NULL);
}

static void hello_tells_all(void) {
    char directory[PATH_MAX];
    make_prefix();
    make_pipes();
    listener = vzd_listen(prefix);
    begin_with((const char *const[]){"/usr/sbin/vzlist", "-a", "", "zwölf", NULL});
    connection = vzd_accept(listener);
    struct heard hello = vzd_expect(connection, 'H');
    CHECK_EQUAL(get_u32(hello.payload), 1);
    CHECK_EQUAL(get_u32(hello.payload + 4), 0);
    CHECK_EQUAL(get_u32(hello.payload + 8), 0);
    CHECK_EQUAL(get_u32(hello.payload + 12), 4);
    const char *at = (const char *)hello.payload + 16;
    const char *end = (const char *)hello.payload + hello.length;
    const char *expected[] = {getcwd(directory, sizeof directory), "vzlist", "-a", "", "zwölf"};
    for (size_t i = 0; i < 5; i++) {
        CHECK(strcmp(at, expected[i]) == 0);
        at += strlen(at) + 1;
    }
    for (char **each = environ; *each != NULL; each++) {
        CHECK(at < end && strcmp(at, *each) == 0);
        at += strlen(at) + 1;
    }
    CHECK(at == end);
    vzd_say_number(connection, 'X', 0);
    expect_exit(0);
}

static void output_error_and_exit_code_arrive(void) {
    begin();
    vzd_say(connection, 'O', "out", 3);
    vzd_say(connection, 'E', "err", 3);
    vzd_say(connection, 'O', "", 0);
    vzd_say(connection, 'O', "put\n", 4);
    vzd_say_number(connection, 'X', 31);
    expect_exit(31);
    expect_text(ours[1], "output\n");
    expect_text(ours[2], "err");
}

static void input_is_left_alone_without_credit(void) {
    make_prefix();
    make_pipes();
    int kept = fcntl(streams[0], F_DUPFD_CLOEXEC, 50);
    CHECK(write(ours[0], "next line\n", 10) == 10);
    close(ours[0]);
    listener = vzd_listen(prefix);
    begin_with((const char *const[]){"vzctl", NULL});
    connection = vzd_accept(listener);
    vzd_expect(connection, 'H');
    CHECK(vzd_is_silent(connection));
    vzd_say_number(connection, 'X', 0);
    expect_exit(0);
    expect_text(kept, "next line\n");
}

static void credit_is_never_exceeded(void) {
    begin();
    CHECK(write(ours[0], "0123456789abcdef", 16) == 16);
    vzd_say_number(connection, 'C', 10);
    struct heard heard = vzd_expect(connection, 'I');
    CHECK(heard.length == 10 && memcmp(heard.payload, "0123456789", 10) == 0);
    CHECK(vzd_is_silent(connection));
    vzd_say_number(connection, 'C', 2);
    heard = vzd_expect(connection, 'I');
    CHECK(heard.length == 2 && memcmp(heard.payload, "ab", 2) == 0);
    vzd_say_number(connection, 'C', UINT32_MAX);
    vzd_say_number(connection, 'C', UINT32_MAX);
    CHECK_EQUAL(vzd_expect(connection, 'I').length, 4);
    close(ours[0]);
    CHECK_EQUAL(vzd_expect(connection, 'I').length, 0);
    CHECK(vzd_is_silent(connection));
    vzd_say_number(connection, 'X', 0);
    expect_exit(0);
}

static void vzd_gone_is_told(void) {
    begin();
    close(connection);
    expect_exit(3);
    expect_text(ours[2], "vzd went away\n");
}

static void broken_frame_ends_it(void) {
    begin();
    vzd_say(connection, 'I', "x", 1);
    expect_exit(3);
    expect_text(ours[2], "vzd sent a broken frame\n");
}

static void exit_code_counts_although_vzd_took_no_input(void) {
    begin();
    static char bytes[60000];
    CHECK(write(ours[0], bytes, sizeof bytes) > 0);
    vzd_say_number(connection, 'C', UINT32_MAX);
    milliseconds(50);
    vzd_say_number(connection, 'X', 8);
    close(connection);
    expect_exit(8);
}

static void signals_are_passed_on(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    begin();
    for (size_t i = 0; i < 4; i++) {
        kill(starter, numbers[i]);
        struct heard heard = vzd_expect(connection, 'S');
        CHECK_EQUAL(heard.length, 4);
        CHECK_EQUAL(get_u32(heard.payload), numbers[i]);
    }
    vzd_say_number(connection, 'X', 130);
    expect_exit(130);
}

static void second_signal_without_answer_ends_it(void) {
    begin();
    kill(starter, SIGINT);
    vzd_expect(connection, 'S');
    kill(starter, SIGINT);
    vzd_expect(connection, 'S');
    milliseconds(3100);
    kill(starter, SIGTERM);
    vzd_expect(connection, 'S');
    kill(starter, SIGINT);
    int status = wait_status();
    CHECK(WIFSIGNALED(status));
    CHECK_EQUAL(WTERMSIG(status), SIGINT);
}

static void answered_signal_does_not_count(void) {
    begin();
    kill(starter, SIGINT);
    vzd_expect(connection, 'S');
    vzd_say(connection, 'E', "patience\n", 9);
    milliseconds(3100);
    kill(starter, SIGINT);
    vzd_expect(connection, 'S');
    vzd_say_number(connection, 'X', 1);
    expect_exit(1);
}

static void ignored_signal_stays_ignored(void) {
    signal(SIGHUP, SIG_IGN);
    begin();
    kill(starter, SIGHUP);
    CHECK(vzd_is_silent(connection));
    vzd_say_number(connection, 'X', 0);
    expect_exit(0);
}

static void closed_output_ends_as_by_sigpipe(void) {
    begin();
    close(ours[1]);
    vzd_say(connection, 'O', "nobody", 6);
    int status = wait_status();
    CHECK(WIFSIGNALED(status));
    CHECK_EQUAL(WTERMSIG(status), SIGPIPE);
}

static void stuck_output_holds_vzd_back(void) {
    static char bytes[FRAME_LIMIT];
    begin();
    CHECK_EQUAL(fcntl(ours[1], F_GETFL) & O_NONBLOCK, 0);
    pid_t sender = fork();
    if (sender == 0) {
        for (int i = 0; i < 100; i++) {
            vzd_say(connection, 'O', bytes, sizeof bytes);
        }
        vzd_say_number(connection, 'X', 0);
        _exit(0);
    }
    milliseconds(1000);
    CHECK(waitpid(sender, NULL, WNOHANG) == 0);
    // Signals still get through.
    kill(starter, SIGINT);
    vzd_expect(connection, 'S');
    size_t got = 0;
    for (ssize_t some; (some = read(ours[1], bytes, sizeof bytes)) > 0;) {
        got += (size_t)some;
    }
    CHECK_EQUAL(got, 100 * FRAME_LIMIT);
    struct rusage usage;
    int status;
    CHECK(wait4(starter, &status, 0, &usage) == starter && status == 0);
    // It waited for room; it did not ask for it all the time.
    CHECK(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec == 0);
    CHECK(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec < 500000);
}

static void missing_streams_do_no_harm(void) {
    make_prefix();
    streams[0] = streams[1] = streams[2] = -1;
    listener = vzd_listen(prefix);
    begin_with((const char *const[]){"vzctl", NULL});
    connection = vzd_accept(listener);
    vzd_expect(connection, 'H');
    vzd_say(connection, 'O', "lost", 4);
    vzd_say_number(connection, 'C', 100);
    CHECK_EQUAL(vzd_expect(connection, 'I').length, 0);
    vzd_say_number(connection, 'X', 6);
    expect_exit(6);
}

static uint64_t hash(uint64_t before, const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        before = (before ^ bytes[i]) * UINT64_C(0x100000001b3);
    }
    return before;
}

static uint64_t feed(int to, uint64_t total) {
    static unsigned char bytes[FRAME_LIMIT];
    uint64_t state = 88172645463325252;
    uint64_t sum = 0;
    for (uint64_t done = 0; done < total; done += sizeof bytes) {
        for (size_t i = 0; i < sizeof bytes; i += 8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            memcpy(bytes + i, &state, 8);
        }
        sum = hash(sum, bytes, sizeof bytes);
        for (size_t at = 0; at < sizeof bytes;) {
            ssize_t some = write(to, bytes + at, sizeof bytes - at);
            CHECK(some > 0);
            at += (size_t)some;
        }
    }
    return sum;
}

static uint64_t drain(int from, uint64_t *total) {
    static unsigned char bytes[FRAME_LIMIT];
    uint64_t sum = 0;
    for (ssize_t some; (some = read(from, bytes, sizeof bytes)) > 0;) {
        sum = hash(sum, bytes, (size_t)some);
        *total += (uint64_t)some;
    }
    return sum;
}

// VEZERE_TEST_MEBIBYTES=1024 for the long run.
static void much_data_goes_both_ways(void) {
    const char *wanted = getenv("VEZERE_TEST_MEBIBYTES");
    uint64_t total = (wanted == NULL ? 64 : strtoull(wanted, NULL, 10)) << 20;
    struct timespec from;
    struct timespec to;
    begin();
    clock_gettime(CLOCK_MONOTONIC, &from);
    int sums[2];
    CHECK(pipe2(sums, O_CLOEXEC) == 0);
    pid_t feeder = fork();
    if (feeder == 0) {
        uint64_t sum = feed(ours[0], total);
        _exit(write(sums[1], &sum, sizeof sum) == (ssize_t)sizeof sum ? 0 : 1);
    }
    pid_t echo = fork();
    if (echo == 0) {
        close(ours[0]);
        vzd_echo(connection, 12);
        _exit(0);
    }
    close(ours[0]);
    close(connection);
    uint64_t received = 0;
    uint64_t fed = 0;
    uint64_t drained = drain(ours[1], &received);
    CHECK(read(sums[0], &fed, sizeof fed) == (ssize_t)sizeof fed);
    CHECK_EQUAL(received, total);
    CHECK(fed == drained);
    struct rusage usage;
    int status;
    CHECK(wait4(starter, &status, 0, &usage) == starter);
    CHECK_EQUAL(WEXITSTATUS(status), 12);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("       %.0f MiB/s each way, %ld KiB resident\n", (double)(total >> 20) / seconds, usage.ru_maxrss);
    CHECK(usage.ru_maxrss < 64 << 10);
}

static void long_prefix_is_no_trouble(void) {
    make_prefix();
    make_pipes();
    char longer[200];
    char deep[PATH_MAX + 256];
    memset(longer, 'd', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    snprintf(deep, sizeof deep, "%s/%s", prefix, longer);
    CHECK(mkdir(deep, 0755) == 0);
    setenv("VEZERE_PREFIX", deep, 1);
    listener = vzd_listen(deep);
    begin_with((const char *const[]){"vzctl", NULL});
    connection = vzd_accept(listener);
    vzd_expect(connection, 'H');
    vzd_say_number(connection, 'X', 0);
    expect_exit(0);
}

static void refused_without_root(const char *name, int code) {
    make_pipes();
    starter = fork();
    if (starter == 0) {
        CHECK(setresuid(65534, 65534, 65534) == 0);
        execute(starter_path, (const char *const[]){name, NULL});
    }
    close_theirs();
    expect_exit(code);
    expect_text(ours[2], "This program can only be run under root.\n");
}

static void only_root_starts_vzd(void) {
    char copy[4 * PATH_MAX];
    make_prefix();
    // Where the build lies need not be open to others.
    CHECK(chmod(prefix, 0755) == 0);
    snprintf(copy, sizeof copy, "cp %s %s/starter && chmod 755 %s/starter", starter_path, prefix, prefix);
    CHECK(system(copy) == 0);
    snprintf(starter_path, sizeof starter_path, "%.4000s/starter", prefix);
    refused_without_root("vzctl", 12);
    refused_without_root("/usr/sbin/vzlist", 1);
}

static void install_with_vzd(const char *script) {
    char command[4 * PATH_MAX];
    char path[PATH_MAX + 16];
    make_prefix();
    snprintf(command, sizeof command, "cp %s %s/vzctl", starter_path, prefix);
    CHECK(system(command) == 0);
    snprintf(starter_path, sizeof starter_path, "%.4000s/vzctl", prefix);
    snprintf(path, sizeof path, "%s/vzd", prefix);
    FILE *file = fopen(path, "we");
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    CHECK(chmod(path, 0755) == 0);
}

static void expect_no_vzd(const char *message) {
    make_pipes();
    begin_with((const char *const[]){"vzctl", NULL});
    expect_exit(5);
    expect_text(ours[2], message);
}

static void vzd_that_fails_is_told(void) {
    install_with_vzd("exit 9");
    expect_no_vzd("vzd does not run and could not be started: vzd ended with exit code 9\n");
}

static void vzd_that_is_killed_is_told(void) {
    install_with_vzd("kill -9 $$");
    expect_no_vzd("vzd does not run and could not be started: vzd was killed by signal 9\n");
}

static void last_words_of_vzd_are_told(void) {
    install_with_vzd("echo 'vzd: no Java' >&2; echo to nobody; exit 5");
    expect_no_vzd(
        "vzd does not run and could not be started: vzd ended with exit code 5\nvzd: no Java\n");
}

static void last_words_are_bounded_and_whole_lines(void) {
    char text[8192] = {0};
    install_with_vzd("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i + 1)); done >&2; sleep 9 & exit 5");
    make_pipes();
    begin_with((const char *const[]){"vzctl", NULL});
    expect_exit(5);
    ssize_t got = read(ours[2], text, sizeof text - 1);
    CHECK(got > 4000 && got < 4200);
    const char *words = strchr(text, '\n');
    CHECK(words != NULL && strncmp(words, "\nline 19", strlen("\nline 19")) == 0);
    CHECK(strcmp(text + got - strlen("line 19999\n"), "line 19999\n") == 0);
}

// A vzd that came up speaks on without harm when nobody listens to its standard error any more.
static void words_of_vzd_that_stays_harm_nobody(void) {
    char script[4 * PATH_MAX];
    char line[4 * PATH_MAX];
    char path[PATH_MAX + 16];
    snprintf(
        script, sizeof script, "trap '' PIPE; echo early >&2; setsid -w %s --vzd $VEZERE_PREFIX 1; sleep 0.2\n%s", self_path,
        "i=0; while [ $i -lt 3000 ]; do echo a line of more than some words $i; i=$((i + 1)); done >&2 2>/dev/null\n"
        "echo done >$VEZERE_PREFIX/log.new; mv $VEZERE_PREFIX/log.new $VEZERE_PREFIX/log");
    install_with_vzd(script);
    make_pipes();
    begin_with((const char *const[]){"vzctl", "start", NULL});
    expect_exit(4);
    expect_text(ours[2], "");
    snprintf(path, sizeof path, "%s/log", prefix);
    for (int i = 0; i < 500 && access(path, F_OK) != 0; i++) {
        milliseconds(10);
    }
    int log = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = read(log, line, sizeof line);
    CHECK(got == 5 && memcmp(line, "done\n", 5) == 0);
}

static void vzd_is_started_once_for_many(void) {
    char script[4 * PATH_MAX];
    char path[PATH_MAX + 16];
    pid_t many[6];
    snprintf(script, sizeof script, "echo started >>$VEZERE_PREFIX/log\nsleep 0.3\nexec %s --vzd $VEZERE_PREFIX", self_path);
    install_with_vzd(script);
    for (int i = 0; i < 6; i++) {
        make_pipes();
        begin_with((const char *const[]){"vzctl", "start", NULL});
        many[i] = starter;
    }
    for (int i = 0; i < 6; i++) {
        starter = many[i];
        expect_exit(4);
    }
    snprintf(path, sizeof path, "%s/log", prefix);
    int log = open(path, O_RDONLY | O_CLOEXEC);
    expect_text(log, "started\n");
}

static int answer_all(const char *where, int callers) {
    alarm(5);
    int here = vzd_listen(where);
    // Started in a session of its own, with nothing of the caller's open.
    bool alone = getsid(0) == getpid() && fcntl(3 + 1, F_GETFD) < 0 && isatty(0) == 0;
    for (int i = 0; i < callers; i++) {
        int caller = vzd_accept(here);
        vzd_hear(caller);
        vzd_say_number(caller, 'X', alone ? 4 : 99);
        close(caller);
    }
    return 0;
}

// Pretends to be the shell that runs the starter in the foreground of a terminal; `report` gets a byte for each stop:
// whether the terminal was given back.
static _Noreturn void be_shell(int slave, int report) {
    struct termios settings;
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    signal(SIGTTOU, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        tcsetpgrp(slave, getpid());
        signal(SIGTTOU, SIG_DFL);
        streams[0] = streams[1] = streams[2] = slave;
        execute(starter_path, (const char *const[]){"vzctl", "enter", "101", NULL});
    }
    (void)!write(report, &pid, sizeof pid);
    for (;;) {
        int status;
        if (waitpid(pid, &status, WUNTRACED) != pid) {
            _exit(98);
        }
        tcgetattr(slave, &settings);
        char cooked = (settings.c_lflag & ICANON) != 0 && (settings.c_lflag & ECHO) != 0 ? 'c' : 'r';
        (void)!write(report, &cooked, 1);
        if (!WIFSTOPPED(status)) {
            _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status));
        }
        kill(-pid, SIGCONT);
    }
}

static int master;
static int slave;
static int reports;
static pid_t foreground;

static void begin_on_terminal(void) {
    struct winsize size = {.ws_row = 50, .ws_col = 132};
    int ends[2];
    make_prefix();
    listener = vzd_listen(prefix);
    CHECK(openpty(&master, &slave, NULL, NULL, &size) == 0 && pipe2(ends, O_CLOEXEC) == 0);
    reports = ends[0];
    starter = fork();
    if (starter == 0) {
        close(master);
        be_shell(slave, ends[1]);
    }
    CHECK(read(reports, &foreground, sizeof foreground) == (ssize_t)sizeof foreground);
    connection = vzd_accept(listener);
    struct heard hello = vzd_expect(connection, 'H');
    CHECK_EQUAL(get_u32(hello.payload + 4), 7);
    CHECK_EQUAL(get_u32(hello.payload + 8), 50 | 132 << 16);
}

static bool is_raw(void) {
    struct termios settings;
    CHECK(tcgetattr(slave, &settings) == 0);
    return (settings.c_lflag & (ICANON | ECHO | ISIG)) == 0 && (settings.c_oflag & OPOST) == 0;
}

static void make_raw(void) {
    vzd_say_number(connection, 'T', 1);
    for (int i = 0; i < 100 && !is_raw(); i++) {
        milliseconds(10);
    }
    CHECK(is_raw());
}

static void expect_report(char expected) {
    char report = 0;
    CHECK(read(reports, &report, 1) == 1);
    CHECK_EQUAL(report, expected);
}

static void terminal_is_raw_then_restored(void) {
    begin_on_terminal();
    CHECK(!is_raw());
    make_raw();
    vzd_say_number(connection, 'C', 10);
    CHECK(write(master, "\x03\r", 2) == 2);
    struct heard heard = vzd_expect(connection, 'I');
    CHECK(heard.length == 2 && memcmp(heard.payload, "\x03\r", 2) == 0);
    vzd_say_number(connection, 'T', 0);
    for (int i = 0; i < 100 && is_raw(); i++) {
        milliseconds(10);
    }
    CHECK(!is_raw());
    make_raw();
    vzd_say_number(connection, 'X', 17);
    expect_exit(17);
    expect_report('c');
}

static void terminal_is_restored_when_vzd_dies(void) {
    begin_on_terminal();
    make_raw();
    close(connection);
    expect_exit(3);
    expect_report('c');
}

static void terminal_is_restored_by_deadly_signal(void) {
    begin_on_terminal();
    make_raw();
    kill(foreground, SIGTERM);
    vzd_expect(connection, 'S');
    milliseconds(3100);
    kill(foreground, SIGTERM);
    expect_exit(100 + SIGTERM);
    expect_report('c');
}

static void window_change_is_told(void) {
    struct winsize size = {.ws_row = 20, .ws_col = 60};
    begin_on_terminal();
    CHECK(ioctl(master, TIOCSWINSZ, &size) == 0);
    struct heard heard = vzd_expect(connection, 'W');
    CHECK_EQUAL(heard.length, 4);
    CHECK_EQUAL(get_u32(heard.payload), 20 | 60 << 16);
    vzd_say_number(connection, 'X', 0);
    expect_exit(0);
}

static void stop_and_continue_keep_the_terminal_sane(void) {
    begin_on_terminal();
    make_raw();
    kill(foreground, SIGTSTP);
    expect_report('c');
    vzd_expect(connection, 'W');
    for (int i = 0; i < 100 && !is_raw(); i++) {
        milliseconds(10);
    }
    CHECK(is_raw());
    vzd_say_number(connection, 'X', 2);
    expect_exit(2);
    expect_report('c');
}

int main(int argc, char **argv) {
    // Nohup, or a shell that runs this in its background, must make no difference.
    signals_reset();
    const struct test tests[] = {
        TEST(hello_tells_all),
        TEST(output_error_and_exit_code_arrive),
        TEST(input_is_left_alone_without_credit),
        TEST(credit_is_never_exceeded),
        TEST(vzd_gone_is_told),
        TEST(broken_frame_ends_it),
        TEST(exit_code_counts_although_vzd_took_no_input),
        TEST(signals_are_passed_on),
        TEST(second_signal_without_answer_ends_it),
        TEST(answered_signal_does_not_count),
        TEST(ignored_signal_stays_ignored),
        TEST(closed_output_ends_as_by_sigpipe),
        TEST(stuck_output_holds_vzd_back),
        TEST(missing_streams_do_no_harm),
        TEST(much_data_goes_both_ways),
        TEST(long_prefix_is_no_trouble),
        TEST(only_root_starts_vzd),
        TEST(vzd_that_fails_is_told),
        TEST(vzd_that_is_killed_is_told),
        TEST(last_words_of_vzd_are_told),
        TEST(last_words_are_bounded_and_whole_lines),
        TEST(words_of_vzd_that_stays_harm_nobody),
        TEST(vzd_is_started_once_for_many),
        TEST(terminal_is_raw_then_restored),
        TEST(terminal_is_restored_when_vzd_dies),
        TEST(terminal_is_restored_by_deadly_signal),
        TEST(window_change_is_told),
        TEST(stop_and_continue_keep_the_terminal_sane),
    };
    CHECK(argc > 1);
    if (strcmp(argv[1], "--vzd") == 0) {
        return answer_all(argv[2], argc > 3 ? atoi(argv[3]) : 6);
    }
    CHECK(realpath(argv[1], starter_path) != NULL && realpath("/proc/self/exe", self_path) != NULL);
    return RUN_TESTS(tests, argc > 2 ? argv[2] : NULL);
}
