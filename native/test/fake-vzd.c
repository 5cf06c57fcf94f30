#include "fake-vzd.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "check.h"

enum { WINDOW = 256 << 10 };

int vzd_listen(const char *prefix) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char path[4096];
    snprintf(path, sizeof path, "%s/run", prefix);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/run/vezere", prefix);
    mkdir(path, 0755);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char here[4096];
    // A long prefix does not fit into an address: from inside the directory any does.
    CHECK(getcwd(here, sizeof here) != NULL && chdir(path) == 0);
    snprintf(address.sun_path, sizeof address.sun_path, "vzd.sock");
    unlink("vzd.sock");
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 64) == 0);
    CHECK(chdir(here) == 0);
    return listener;
}

int vzd_accept(int listener) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    CHECK(connection >= 0);
    return connection;
}

static bool take(int connection, void *bytes, size_t size) {
    return size == 0 || recv(connection, bytes, size, MSG_WAITALL) == (ssize_t)size;
}

struct heard vzd_hear(int connection) {
    static unsigned char payload[HELLO_LIMIT];
    unsigned char header[FRAME_HEADER];
    if (!take(connection, header, sizeof header)) {
        return (struct heard){0};
    }
    struct heard heard = {.type = (char)header[0], .length = get_u32(header + 4), .payload = payload};
    CHECK(header[1] == 0 && header[2] == 0 && header[3] == 0);
    CHECK(heard.length <= (heard.type == 'H' ? HELLO_LIMIT : FRAME_LIMIT));
    CHECK(take(connection, payload, heard.length));
    return heard;
}

struct heard vzd_expect(int connection, char type) {
    struct heard heard = vzd_hear(connection);
    CHECK_EQUAL(heard.type, type);
    return heard;
}

void vzd_say(int connection, char type, const void *payload, size_t length) {
    unsigned char header[FRAME_HEADER];
    put_header(header, type, (uint32_t)length);
    CHECK(send(connection, header, sizeof header, MSG_NOSIGNAL | MSG_MORE) == (ssize_t)sizeof header);
    CHECK(length == 0 || send(connection, payload, length, MSG_NOSIGNAL) == (ssize_t)length);
}

void vzd_say_number(int connection, char type, uint32_t number) {
    unsigned char payload[4];
    put_u32(payload, number);
    vzd_say(connection, type, payload, sizeof payload);
}

void vzd_echo(int connection, uint32_t code) {
    vzd_say_number(connection, 'C', WINDOW);
    for (;;) {
        struct heard heard = vzd_expect(connection, 'I');
        if (heard.length == 0) {
            break;
        }
        vzd_say(connection, 'O', heard.payload, heard.length);
        vzd_say_number(connection, 'C', heard.length);
    }
    vzd_say_number(connection, 'X', code);
}

bool vzd_is_silent(int connection) {
    struct pollfd poll_one = {.fd = connection, .events = POLLIN};
    return poll(&poll_one, 1, 150) == 0;
}
