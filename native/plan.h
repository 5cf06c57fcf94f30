// The plan: a list of system calls as data. Layout: docs/formats/keeper.md.
#ifndef VEZERE_PLAN_H
#define VEZERE_PLAN_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PLAN_LIMIT = 1 << 20,
    REGISTERS = 64,
    ARGUMENTS = 6,
    TOLERATED = 4,
    GO_DESCRIPTORS = 16,
};

enum { MODE_START = 1, MODE_JOIN = 2 };
enum { CODE_SYSCALL = 1, CODE_GO = 2, CODE_SEND = 3, CODE_EXPECT_DEVICE = 4, CODE_KEEP_CONSOLE = 5 };
enum { KIND_NUMBER = 0, KIND_OFFSET = 1, KIND_REGISTER = 2, KIND_REGISTER_ADDRESS = 3 };

#define NONE UINT32_C(0xffffffff)
#define ANY_ERRNO UINT16_C(0xffff)

// From here up descriptors are the keeper's own while the child's operations run: a plan that moved what
// came with GO there would cut the line on which the keeper hears of its child.
#define FIRST_OWN_DESCRIPTOR 240

struct plan_header {
    char magic[8];
    uint32_t mode;
    uint32_t size;
    uint32_t operations;
    uint32_t keeper_count;
    uint32_t child_count;
    uint32_t relocations;
    uint32_t relocation_count;
    uint32_t owner;
    uint64_t clone_flags;
    uint32_t cgroup;
    uint32_t zero32;
    uint64_t zero64;
};

struct relocation {
    uint32_t at;
    uint32_t to;
};

struct operation {
    uint32_t code;
    uint32_t number;
    uint8_t kinds[8];
    uint32_t result;
    uint16_t tolerated[TOLERATED];
    uint32_t skip;
    uint64_t arguments[ARGUMENTS];
};

static_assert(sizeof(struct plan_header) == 64, "header as documented");
static_assert(sizeof(struct relocation) == 8, "relocation as documented");
static_assert(sizeof(struct operation) == 80, "operation as documented");
static_assert(sizeof(void *) == 8, "relocations are 64-bit addresses");

// True when every offset, count and kind in the plan may be trusted. `bytes` must be aligned to 8.
bool plan_check(const void *bytes, size_t size);

// Only for a plan that passed the check.
void plan_relocate(void *bytes);

static inline const struct plan_header *plan_header(const void *bytes) {
    return bytes;
}

static inline const struct operation *plan_operations(const void *bytes) {
    return (const void *)((const unsigned char *)bytes + plan_header(bytes)->operations);
}

#endif
