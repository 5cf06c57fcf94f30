// Executes the operations of a checked plan.
#ifndef VEZERE_EXECUTE_H
#define VEZERE_EXECUTE_H

#include <stdint.h>

#include "plan.h"

struct executor {
    unsigned char *plan;
    int channel; // where KEEP_CONSOLE sends
    int64_t registers[REGISTERS];
};

// What an argument of a kind stands for.
uint64_t argument(struct executor *executor, const struct operation *operation, size_t i);

// Executes in order. Returns 0 at the end or the errno that stopped it; *at is the index of the operation under
// way, also for whoever shares the memory.
int execute(struct executor *executor, const struct operation *operations, uint32_t count, volatile uint32_t *at);

#endif
