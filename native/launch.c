#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "signals.h"

#define RUN "/run/vezere"
#define SOCKET "/vzd.sock"

enum { PATIENCE_SECONDS = 60, NAP_NANOSECONDS = 5000000 };
// How much of what vzd says on its standard error is kept, the latest.
enum { WORDS_LIMIT = 4096 };

static char directory[PATH_MAX];
static char reason_text[REASON_LIMIT];

// What vzd says before it is ready. A pipe, so that nothing of a vzd that stays is kept anywhere: when this end is
// closed its words go nowhere.
static struct {
    int from;
    size_t length;
    bool cut;
    char text[2 * WORDS_LIMIT];
} words = {.from = -1};

static bool find_directory(void) {
    const char *prefix = getenv("VEZERE_PREFIX");
    int length = snprintf(directory, sizeof directory, "%s" RUN, prefix == NULL ? "" : prefix);
    return length > 0 && (size_t)length < sizeof directory;
}

// A path too long for a socket's address is shortened by way of a descriptor of its directory.
static int connect_below(int socket, const char *where, int depth) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s" SOCKET, where);
    if (length > 0 && (size_t)length < sizeof address.sun_path) {
        return connect(socket, (const struct sockaddr *)&address, sizeof address);
    }
    int held = depth > 0 ? -1 : open(where, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (held < 0) {
        return -1;
    }
    char shortcut[32];
    snprintf(shortcut, sizeof shortcut, "/proc/self/fd/%d", held);
    int result = connect_below(socket, shortcut, depth + 1);
    int error = errno;
    close(held);
    errno = error;
    return result;
}

static int try_connect(void) {
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect_below(connection, directory, 0) == 0) {
        return connection;
    }
    int error = errno;
    close(connection);
    errno = error;
    return -1;
}

static bool find_vzd(char *path, size_t size) {
    static const char *const places[] = {"/vzd", "/../bin/vzd"};
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = 0;
        *strrchr(self, '/') = 0;
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            int written = snprintf(path, size, "%s%s", self, places[i]);
            if (written > 0 && (size_t)written < size && access(path, X_OK) == 0) {
                return true;
            }
        }
    }
    snprintf(path, size, "/usr/sbin/vzd");
    return access(path, X_OK) == 0;
}

// Where systemd runs vzd, it is asked to: a vzd of the caller's own would end with the caller's session, and stand in
// the way of the service. `systemctl start` returns when vzd is ready.
static bool is_service(void) {
    static const char *const units[] = {"/etc/systemd/system/vzd.service", "/usr/lib/systemd/system/vzd.service"};
    const char *prefix = getenv("VEZERE_PREFIX");
    if ((prefix != NULL && prefix[strspn(prefix, "/")] != 0) || access("/run/systemd/system", F_OK) != 0) {
        return false;
    }
    return access(units[0], R_OK) == 0 || access(units[1], R_OK) == 0;
}

static _Noreturn void become_vzd(const char *path, int complaint, int error_output) {
    signals_reset();
    int null = open("/dev/null", O_RDWR);
    bool ready = setsid() >= 0 && chdir("/") == 0 && null >= 0 && dup2(null, 0) >= 0 && dup2(null, 1) >= 0
        && dup2(error_output, 2) >= 0 && close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
    umask(022);
    if (ready && is_service()) {
        execl("/bin/systemctl", "systemctl", "start", "vzd.service", (char *)NULL);
    }
    if (ready) {
        execl(path, path, (char *)NULL);
    }
    int error = errno;
    (void)!write(complaint, &error, sizeof error);
    _exit(127);
}

// Returns the pid of vzd, or -1 with the errno that kept it from being executed.
static pid_t start_vzd(void) {
    char path[PATH_MAX + 16];
    int pipe[2];
    int said[2];
    if (!find_vzd(path, sizeof path)) {
        errno = ENOENT;
        return -1;
    }
    if (pipe2(pipe, O_CLOEXEC) < 0 || pipe2(said, O_CLOEXEC) < 0) {
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0) {
        become_vzd(path, pipe[1], said[1]);
    }
    int error = errno;
    // Whatever vzd has started may hold the other end longer than vzd lives. That end stays blocking.
    fcntl(said[0], F_SETFL, O_NONBLOCK);
    words.from = said[0];
    close(said[1]);
    close(pipe[1]);
    bool failed = pid < 0 || read(pipe[0], &error, sizeof error) == (ssize_t)sizeof error;
    close(pipe[0]);
    errno = error;
    return failed ? -1 : pid;
}

// Below a prefix there may be no `run` either.
static bool make_directory(void) {
    char *last = strrchr(directory, '/');
    *last = 0;
    bool parent = mkdir(directory, 0755) == 0 || errno == EEXIST;
    *last = '/';
    return parent && (mkdir(directory, 0700) == 0 || errno == EEXIST);
}

// One starter of many at a time starts vzd; the others wait for what comes of it.
static int lock_directory(void) {
    int held = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (held < 0 && errno == ENOENT && make_directory()) {
        held = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    return held;
}

// Read all the time: a full pipe would stop vzd.
static void hear_words(void) {
    ssize_t got;
    while (words.from >= 0 && (got = read(words.from, words.text + words.length, WORDS_LIMIT)) > 0) {
        words.length += (size_t)got;
        if (words.length > WORDS_LIMIT) {
            memmove(words.text, words.text + words.length - WORDS_LIMIT, WORDS_LIMIT);
            words.length = WORDS_LIMIT;
            words.cut = true;
        }
    }
}

// The reason, and in lines of their own what vzd said.
static const char *with_words(const char *reason) {
    hear_words();
    const char *text = words.text;
    size_t length = words.length;
    const char *line_end = words.cut ? memchr(text, '\n', length - 1) : NULL;
    if (line_end != NULL) {
        length -= (size_t)(line_end + 1 - text);
        text = line_end + 1;
    }
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == 0)) {
        length--;
    }
    snprintf(reason_text, sizeof reason_text, "%s%s%.*s", reason, length > 0 ? "\n" : "", (int)length, text);
    return reason_text;
}

static const char *death_of(int status) {
    char death[64];
    if (WIFSIGNALED(status)) {
        snprintf(death, sizeof death, "vzd was killed by signal %d", WTERMSIG(status));
    } else {
        snprintf(death, sizeof death, "vzd ended with exit code %d", WEXITSTATUS(status));
    }
    return with_words(death);
}

// A vzd that puts itself into the background ends with 0, and its socket still comes.
static bool has_failed(pid_t *vzd, const char **reason) {
    int status;
    if (*vzd <= 0 || waitpid(*vzd, &status, WNOHANG) != *vzd) {
        return false;
    }
    *vzd = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return false;
    }
    *reason = death_of(status);
    return true;
}

static int start_and_connect(int lock, const char **reason) {
    pid_t vzd = -1;
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time_t end = time.tv_sec + PATIENCE_SECONDS;
    do {
        if (vzd < 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
            // Whoever held the lock before may have been successful.
            int connection = try_connect();
            if (connection >= 0) {
                return connection;
            }
            vzd = start_vzd();
            if (vzd < 0) {
                *reason = errno == ENOENT ? "there is no program vzd" : strerror(errno);
                return -1;
            }
        }
        nanosleep(&(struct timespec){.tv_nsec = NAP_NANOSECONDS}, NULL);
        hear_words();
        int connection = try_connect();
        if (connection >= 0 || has_failed(&vzd, reason)) {
            return connection;
        }
        clock_gettime(CLOCK_MONOTONIC, &time);
    } while (time.tv_sec < end);
    *reason = with_words("no answer within 60 seconds");
    return -1;
}

int reach_vzd(const char **reason) {
    if (!find_directory()) {
        *reason = "VEZERE_PREFIX is too long";
        return -1;
    }
    int connection = try_connect();
    if (connection >= 0) {
        return connection;
    }
    *reason = NULL;
    if (geteuid() != 0) {
        return -1;
    }
    if (errno != ENOENT && errno != ECONNREFUSED) {
        *reason = strerror(errno);
        return -1;
    }
    int lock = lock_directory();
    if (lock < 0) {
        snprintf(reason_text, sizeof reason_text, "%.200s: %s", directory, strerror(errno));
        *reason = reason_text;
        return -1;
    }
    connection = start_and_connect(lock, reason);
    close(lock);
    close(words.from);
    return connection;
}
