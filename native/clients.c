#include "clients.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "control.h"

enum mode { FREE, COMMANDING, WAITING, READING };

static struct client {
    enum mode mode;
    int socket;
    uint64_t at;
} clients[CLIENTS];

void clients_open(void) {
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.mode = FREE, .socket = -1};
    }
}

static void dismiss(struct client *client) {
    close(client->socket);
    *client = (struct client){.mode = FREE, .socket = -1};
}

static bool is_root(int socket) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == 0;
}

static struct client *find_free(void) {
    for (int i = 0; i < CLIENTS; i++) {
        if (clients[i].mode == FREE) {
            return clients + i;
        }
    }
    return NULL;
}

void clients_accept(int listener) {
    int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) {
        // Out of descriptors or memory: the connection stays announced, and asking at once would spin.
        if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
            nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        }
        return;
    }
    struct client *client = find_free();
    if (client == NULL || !is_root(socket)) {
        close(socket);
        return;
    }
    *client = (struct client){.mode = COMMANDING, .socket = socket};
}

static bool is_behind(const struct client *client) {
    return client->mode == READING && client->at < console_end();
}

void clients_poll(struct pollfd *polls) {
    for (int i = 0; i < CLIENTS; i++) {
        const struct client *client = clients + i;
        bool listens = client->mode != READING || console_takes_input();
        int events = (listens ? POLLIN : 0) | (is_behind(client) ? POLLOUT : 0);
        polls[i] = (struct pollfd){.fd = client->socket, .events = (short)events};
    }
}

static bool answer(const struct client *client, const void *bytes, size_t size, int descriptor) {
    return send_with(client->socket, bytes, size, MSG_DONTWAIT, descriptor) == 0;
}

static bool answer_wait(struct client *client, const struct state *state) {
    if (state->state == ENDED) {
        answer(client, state, sizeof *state, -1);
        return false;
    }
    client->mode = WAITING;
    return true;
}

static bool command(struct client *client, char command, const struct state *state) {
    switch (command) {
        case 'S':
            return answer(client, state, sizeof *state, -1);
        case 'W':
            return answer_wait(client, state);
        case 'M':
            return answer(client, console_master() < 0 ? "N" : "M", 1, console_master());
        case 'C':
            client->mode = READING;
            return true;
        default:
            return false;
    }
}

// Takes from the socket only what the console took, so the socket itself holds back a client that types too fast.
static bool type(const struct client *client) {
    char input[1024];
    ssize_t got = recv(client->socket, input, sizeof input, MSG_PEEK);
    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    size_t put = console_type(input, (size_t)got);
    return put == 0 || recv(client->socket, input, put, 0) == (ssize_t)put;
}

static bool hear(struct client *client, const struct state *state) {
    if (client->mode == READING) {
        return !console_takes_input() || type(client);
    }
    char byte;
    ssize_t got = recv(client->socket, &byte, 1, 0);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    return got == 1 && client->mode == COMMANDING && command(client, byte, state);
}

static bool show(struct client *client) {
    const unsigned char *bytes;
    size_t size = console_piece(&client->at, &bytes);
    ssize_t sent = send(client->socket, bytes, size, MSG_NOSIGNAL);
    if (sent < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    client->at += (uint64_t)sent;
    return true;
}

static bool serve(struct client *client, short events, const struct state *state) {
    if ((events & (POLLHUP | POLLERR)) != 0 && (events & POLLIN) == 0) {
        return false;
    }
    if ((events & POLLIN) != 0 && !hear(client, state)) {
        return false;
    }
    return (events & POLLOUT) == 0 || !is_behind(client) || show(client);
}

void clients_serve(const struct pollfd *polls, const struct state *state) {
    for (int i = 0; i < CLIENTS; i++) {
        // A slot may have been taken since the poll: its entry then speaks of nobody.
        bool same = clients[i].mode != FREE && polls[i].fd == clients[i].socket;
        if (same && polls[i].revents != 0 && !serve(clients + i, polls[i].revents, state)) {
            dismiss(clients + i);
        }
    }
}

void clients_tell_end(const struct state *state) {
    for (int i = 0; i < CLIENTS; i++) {
        if (clients[i].mode == WAITING) {
            answer(clients + i, state, sizeof *state, -1);
            dismiss(clients + i);
        }
    }
}

bool clients_drained(void) {
    for (int i = 0; i < CLIENTS; i++) {
        if (is_behind(clients + i)) {
            return false;
        }
    }
    return true;
}

unsigned clients_descriptors(int *list) {
    unsigned count = 0;
    for (int i = 0; i < CLIENTS; i++) {
        if (clients[i].mode != FREE) {
            list[count++] = clients[i].socket;
        }
    }
    return count;
}
