// Packets on the control socket. Layout: docs/formats/keeper.md.
#ifndef VEZERE_CONTROL_H
#define VEZERE_CONTROL_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

enum { CONTROL = 3 };
enum { SAY_CHILD = 1, SAY_EXECED = 2, SAY_FAILED = 3, SAY_EXITED = 4, SAY_FD = 5, HEAR_GO = 16 };

struct packet {
    uint32_t type;
    int32_t a;
    int32_t b;
    uint32_t zero;
    uint64_t c;
    uint64_t d;
};

static_assert(sizeof(struct packet) == 32, "packet as documented");

struct passed {
    int descriptors[GO_DESCRIPTORS];
    size_t count;
};

// Sends `size` bytes, with a descriptor unless it is -1. Returns 0 or an errno; a peer that has gone is
// ECANCELED, without SIGPIPE.
int send_with(int socket, const void *bytes, size_t size, int flags, int descriptor);

// Receives one packet into `bytes` and what came with it, close-on-exec. Returns 0 or an errno: ECANCELED at
// the end, EBADMSG for another size or more descriptors than fit.
int receive_with(int socket, void *bytes, size_t size, struct passed *passed);

void close_passed(const struct passed *passed);

#endif
