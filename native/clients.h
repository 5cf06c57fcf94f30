// Those who connected to the keeper. Commands: docs/formats/keeper.md.
#ifndef VEZERE_CLIENTS_H
#define VEZERE_CLIENTS_H

#include <assert.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

enum { CLIENTS = 32 };
enum { STARTING = 1, RUNNING = 2, ENDED = 3 };

struct state {
    uint32_t magic;
    uint32_t state;
    int32_t pid;
    int32_t code;
    int32_t status;
    uint32_t held;
    uint64_t zero;
};

static_assert(sizeof(struct state) == 32, "state as documented");

#define STATE_MAGIC UINT32_C(0x53505a56)

void clients_open(void);

void clients_accept(int listener);

// Fills CLIENTS entries.
void clients_poll(struct pollfd *polls);

// Reads what the entries announce and writes what each can take.
void clients_serve(const struct pollfd *polls, const struct state *state);

// Answers all that wait for the end.
void clients_tell_end(const struct state *state);

// True when no reader of the console is behind.
bool clients_drained(void);

// Adds their sockets to a list of CLIENTS numbers at least, returns how many.
unsigned clients_descriptors(int *list);

#endif
