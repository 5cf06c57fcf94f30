// A test is a function; each runs in a process of its own, so that one failure leaves the others alone.
#ifndef VEZERE_TEST_CHECK_H
#define VEZERE_TEST_CHECK_H

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition)                                                                          \
    do {                                                                                          \
        if (!(condition)) {                                                                       \
            fprintf(stderr, "%s:%d: not true: %s (errno %d)\n", __FILE__, __LINE__, #condition, \
                    errno);                                                                       \
            exit(1);                                                                              \
        }                                                                                         \
    } while (0)

#define CHECK_EQUAL(actual, expected)                                                                             \
    do {                                                                                                          \
        long long actual_ = (long long)(actual);                                                                  \
        long long expected_ = (long long)(expected);                                                              \
        if (actual_ != expected_) {                                                                               \
            fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #actual, actual_, expected_);    \
            exit(1);                                                                                              \
        }                                                                                                         \
    } while (0)

struct test {
    const char *name;
    void (*run)(void);
};

#define TEST(function) {#function, function}

enum { TEST_SECONDS = 60 };

static inline int run_tests(const struct test *tests, size_t count, const char *only) {
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        if (only != NULL && __builtin_strcmp(only, tests[i].name) != 0) {
            continue;
        }
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0) {
            alarm(TEST_SECONDS);
            tests[i].run();
            exit(0);
        }
        int status = 0;
        waitpid(pid, &status, 0);
        if (status != 0) {
            failed++;
        }
        printf("%s %s\n", status == 0 ? "ok    " : "FAILED", tests[i].name);
    }
    return failed == 0 ? 0 : 1;
}

#define RUN_TESTS(tests, only) run_tests(tests, sizeof(tests) / sizeof *(tests), only)

#endif
