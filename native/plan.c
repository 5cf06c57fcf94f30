#include "plan.h"

#include <limits.h>
#include <linux/sched.h>
#include <string.h>

// Sharing anything with the child, or another exit signal, would break what the keeper relies on.
static const uint64_t CLONE_ALLOWED = CLONE_NEWTIME | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC
    | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_CLEAR_SIGHAND;

static bool table_fits(uint32_t offset, uint64_t count, size_t entry, size_t size) {
    return offset % 8 == 0 && offset >= sizeof(struct plan_header) && offset <= size && count <= (size - offset) / entry;
}

static bool header_holds(const struct plan_header *header, size_t size) {
    bool tables = table_fits(
                      header->operations, (uint64_t)header->keeper_count + header->child_count,
                      sizeof(struct operation), size)
        && table_fits(header->relocations, header->relocation_count, sizeof(struct relocation), size);
    bool owner = header->owner == NONE || (header->clone_flags & CLONE_NEWUSER) != 0;
    return tables && owner && memcmp(header->magic, "VZPLAN01", 8) == 0 && header->size == size
        && (header->mode == MODE_START || header->mode == MODE_JOIN) && (header->clone_flags & ~CLONE_ALLOWED) == 0
        && (header->cgroup == NONE || header->cgroup <= INT_MAX) && header->zero32 == 0 && header->zero64 == 0;
}

static bool overlaps(uint32_t at, uint32_t table, uint64_t length) {
    return at + sizeof(uint64_t) > table && at < table + length;
}

// A relocation may only touch data: what has been checked must stay as it was checked.
static bool relocation_holds(const struct plan_header *header, const struct relocation *relocation) {
    uint64_t operations = ((uint64_t)header->keeper_count + header->child_count) * sizeof(struct operation);
    uint64_t relocations = header->relocation_count * sizeof(struct relocation);
    return relocation->at % 8 == 0 && relocation->at <= header->size - sizeof(uint64_t)
        && relocation->to < header->size && relocation->at >= sizeof(struct plan_header)
        && !overlaps(relocation->at, header->operations, operations)
        && !overlaps(relocation->at, header->relocations, relocations);
}

static bool argument_holds(const struct operation *operation, size_t i, uint32_t size) {
    switch (operation->kinds[i]) {
        case KIND_NUMBER:
            return true;
        case KIND_OFFSET:
            return operation->arguments[i] < size;
        case KIND_REGISTER:
        case KIND_REGISTER_ADDRESS:
            return operation->arguments[i] < REGISTERS;
        default:
            return false;
    }
}

static bool go_holds(const struct operation *go) {
    return go->kinds[0] == KIND_NUMBER && go->kinds[1] == KIND_NUMBER && go->arguments[1] <= GO_DESCRIPTORS
        && go->arguments[0] > 6 && go->arguments[0] <= FIRST_OWN_DESCRIPTOR - go->arguments[1];
}

static bool code_holds(const struct operation *operation, bool child, uint32_t mode) {
    switch (operation->code) {
        case CODE_SYSCALL:
            return operation->number <= INT_MAX;
        case CODE_GO:
            return operation->number == 0 && child && go_holds(operation);
        case CODE_SEND:
            return operation->number == 0 && child;
        case CODE_EXPECT_DEVICE:
            return operation->number == 0;
        case CODE_KEEP_CONSOLE:
            return operation->number == 0 && child && mode == MODE_START;
        default:
            return false;
    }
}

static bool part_holds(const struct plan_header *header, const struct operation *part, uint32_t count, bool child) {
    for (uint32_t i = 0; i < count; i++) {
        const struct operation *operation = part + i;
        bool holds = code_holds(operation, child, header->mode) && operation->kinds[6] == 0 && operation->kinds[7] == 0
            && (operation->result == NONE || operation->result < REGISTERS) && operation->skip < count - i;
        for (size_t a = 0; a < ARGUMENTS; a++) {
            holds = holds && argument_holds(operation, a, header->size);
        }
        if (!holds) {
            return false;
        }
    }
    return true;
}

bool plan_check(const void *bytes, size_t size) {
    const struct plan_header *header = bytes;
    if (size < sizeof *header || size > PLAN_LIMIT || size % 8 != 0 || !header_holds(header, size)
        || ((const char *)bytes)[size - 1] != 0) {
        return false;
    }
    const struct relocation *relocations = (const void *)((const char *)bytes + header->relocations);
    for (uint32_t i = 0; i < header->relocation_count; i++) {
        if (!relocation_holds(header, relocations + i)) {
            return false;
        }
    }
    const struct operation *operations = plan_operations(bytes);
    return part_holds(header, operations, header->keeper_count, false)
        && part_holds(header, operations + header->keeper_count, header->child_count, true);
}

void plan_relocate(void *bytes) {
    unsigned char *base = bytes;
    const struct plan_header *header = bytes;
    const struct relocation *relocations = (const void *)(base + header->relocations);
    for (uint32_t i = 0; i < header->relocation_count; i++) {
        uint64_t address = (uint64_t)(uintptr_t)(base + relocations[i].to);
        memcpy(base + relocations[i].at, &address, sizeof address);
    }
}
