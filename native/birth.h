// Clones the child and hears of it until it has executed its program.
#ifndef VEZERE_BIRTH_H
#define VEZERE_BIRTH_H

#include <stdint.h>
#include <sys/types.h>

#include "execute.h"

// Lies in memory shared with the child until its execve.
struct progress {
    volatile uint32_t at;
    volatile int32_t error;
};

struct child {
    pid_t pid;
    int pidfd;
    int channel; // ends when the child executes its program or dies
    const struct progress *progress;
};

// Clones as the plan says; the child executes its operations and never returns. Returns 0 or an errno.
int give_birth(struct executor *executor, struct child *child);

#endif
