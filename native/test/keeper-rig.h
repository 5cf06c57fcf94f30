// Starts a keeper as vzd would, and talks with it.
#ifndef VEZERE_TEST_KEEPER_RIG_H
#define VEZERE_TEST_KEEPER_RIG_H

#include "../clients.h"
#include "../control.h"
#include "builder.h"

struct keeper {
    pid_t pid;
    int control;
    int run_directory;
    char directory[64];
    char socket[80];
};

extern const char *keeper_path;

// `extra`: what gets the numbers 7, 8 ...; ends with -1. `streams`: 0, 1 and 2, or NULL for /dev/null.
struct keeper keeper_start(struct builder *builder, const int *extra, const int *streams);

struct keeper keeper_start_unsealed(struct builder *builder);

// Receives a packet, checks its type, gives its first descriptor if one is asked for.
struct packet keeper_expect(struct keeper *keeper, uint32_t type, int *descriptor);

void keeper_expect_failed(struct keeper *keeper, int index, int error, int phase);

void keeper_go(struct keeper *keeper, const int *descriptors, size_t count);

int keeper_connect(struct keeper *keeper);

struct state keeper_state(struct keeper *keeper);

// The content of the exit file, "" without one.
const char *keeper_exit_file(struct keeper *keeper);

// Waits for the keeper's end, returns its exit code.
int keeper_end(struct keeper *keeper);

void milliseconds(long count);

#endif
