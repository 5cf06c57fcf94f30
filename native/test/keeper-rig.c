#include "keeper-rig.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

const char *keeper_path;

enum { CLEAR_OF_ALL = 100, KEEPERS = 32 };

static char directories[KEEPERS][64];
static size_t directory_count;

static void remove_directories(void) {
    char path[2200];
    for (size_t i = 0; i < directory_count; i++) {
        snprintf(path, sizeof path, "%s/exit", directories[i]);
        unlink(path);
        snprintf(path, sizeof path, "%s/keeper.sock", directories[i]);
        unlink(path);
        rmdir(directories[i]);
    }
}

static void remember_directory(const char *directory) {
    if (directory_count == 0) {
        atexit(remove_directories);
    }
    CHECK(directory_count < KEEPERS);
    snprintf(directories[directory_count++], sizeof *directories, "%s", directory);
}

static int aside(int descriptor) {
    return descriptor < 0 ? descriptor : fcntl(descriptor, F_DUPFD_CLOEXEC, CLEAR_OF_ALL);
}

static int listen_at(struct keeper *keeper) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(keeper->socket, sizeof keeper->socket, "%s/keeper.sock", keeper->directory);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", keeper->socket);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 64) == 0);
    return listener;
}

static int plan_descriptor(struct builder *builder, bool sealed) {
    uint32_t size = build_end(builder);
    int plan = memfd_create("plan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    CHECK(write(plan, builder->bytes, size) == (ssize_t)size);
    if (sealed) {
        CHECK(fcntl(plan, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0);
    }
    return plan;
}

static _Noreturn void execute_keeper(const int *numbers, int count) {
    int high[32];
    for (int i = 0; i < count; i++) {
        high[i] = aside(numbers[i]);
    }
    for (int i = 0; i < count; i++) {
        if (high[i] >= 0) {
            dup2(high[i], i);
        } else {
            close(i);
        }
    }
    closefrom(count);
    char *const arguments[] = {"[vz 101]", NULL};
    char *const environment[] = {NULL};
    int program = open(keeper_path, O_RDONLY | O_CLOEXEC);
    fexecve(program, arguments, environment);
    _exit(126);
}

static struct keeper start(int plan, uint32_t mode, const int *extra, const int *streams) {
    struct keeper keeper = {.directory = "/tmp/vz-keeper-test-XXXXXX"};
    int sockets[2];
    CHECK(mkdtemp(keeper.directory) != NULL);
    remember_directory(keeper.directory);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0);
    keeper.control = sockets[0];
    keeper.run_directory = open(keeper.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int listener = mode == MODE_START ? listen_at(&keeper) : -1;
    int numbers[32] = {null, null, null, sockets[1], listener, mode == MODE_START ? keeper.run_directory : -1, plan};
    int count = 7;
    for (int i = 0; streams != NULL && i < 3; i++) {
        numbers[i] = streams[i];
    }
    for (; extra != NULL && *extra >= 0; extra++) {
        numbers[count++] = *extra;
    }
    keeper.pid = fork();
    if (keeper.pid == 0) {
        execute_keeper(numbers, count);
    }
    close(sockets[1]);
    close(null);
    close(listener);
    close(plan);
    return keeper;
}

struct keeper keeper_start(struct builder *builder, const int *extra, const int *streams) {
    return start(plan_descriptor(builder, true), builder->header.mode, extra, streams);
}

struct keeper keeper_start_unsealed(struct builder *builder) {
    return start(plan_descriptor(builder, false), builder->header.mode, NULL, NULL);
}

struct packet keeper_expect(struct keeper *keeper, uint32_t type, int *descriptor) {
    struct packet packet = {0};
    struct passed passed;
    CHECK_EQUAL(receive_with(keeper->control, &packet, sizeof packet, &passed), 0);
    if (packet.type != type) {
        fprintf(stderr, "packet %u: a %d, b %d, c %llu, d %llu\n", packet.type, packet.a, packet.b,
            (unsigned long long)packet.c, (unsigned long long)packet.d);
    }
    CHECK_EQUAL(packet.type, type);
    CHECK_EQUAL(packet.zero, 0);
    CHECK_EQUAL(passed.count, type == SAY_CHILD || type == SAY_FD ? 1 : 0);
    if (descriptor != NULL) {
        CHECK(passed.count == 1);
        *descriptor = passed.descriptors[0];
    } else {
        close_passed(&passed);
    }
    return packet;
}

void keeper_expect_failed(struct keeper *keeper, int index, int error, int phase) {
    struct packet packet = keeper_expect(keeper, SAY_FAILED, NULL);
    CHECK_EQUAL(packet.a, index);
    CHECK_EQUAL(packet.b, error);
    CHECK_EQUAL(packet.c, phase);
    CHECK_EQUAL(keeper_end(keeper), 125);
}

void keeper_go(struct keeper *keeper, const int *descriptors, size_t count) {
    struct packet packet = {.type = HEAR_GO};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(32 * sizeof(int))];
    } room = {0};
    struct iovec vector = {.iov_base = &packet, .iov_len = sizeof packet};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (count > 0) {
        room.header.cmsg_level = SOL_SOCKET;
        room.header.cmsg_type = SCM_RIGHTS;
        room.header.cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(&room.header), descriptors, count * sizeof(int));
        message.msg_control = room.bytes;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    }
    CHECK(sendmsg(keeper->control, &message, MSG_NOSIGNAL) == (ssize_t)sizeof packet);
}

int keeper_connect(struct keeper *keeper) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", keeper->socket);
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(connection, (struct sockaddr *)&address, sizeof address) == 0);
    return connection;
}

struct state keeper_state(struct keeper *keeper) {
    struct state state;
    int connection = keeper_connect(keeper);
    CHECK(write(connection, "S", 1) == 1);
    CHECK(recv(connection, &state, sizeof state, MSG_WAITALL) == (ssize_t)sizeof state);
    CHECK_EQUAL(state.magic, STATE_MAGIC);
    close(connection);
    return state;
}

const char *keeper_exit_file(struct keeper *keeper) {
    static char line[64];
    int file = openat(keeper->run_directory, "exit", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, line, sizeof line - 1);
    line[length < 0 ? 0 : length] = 0;
    close(file);
    CHECK(faccessat(keeper->run_directory, "exit.tmp", F_OK, 0) != 0);
    return line;
}

int keeper_end(struct keeper *keeper) {
    int status = 0;
    CHECK(waitpid(keeper->pid, &status, 0) == keeper->pid);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void milliseconds(long count) {
    nanosleep(&(struct timespec){.tv_sec = count / 1000, .tv_nsec = count % 1000 * 1000000}, NULL);
}
