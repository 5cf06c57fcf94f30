// Builds plans for tests.
#ifndef VEZERE_TEST_BUILDER_H
#define VEZERE_TEST_BUILDER_H

#include <string.h>

#include "../plan.h"
#include "check.h"

enum { BUILDER_OPERATIONS = 64, BUILDER_RELOCATIONS = 64, BUILDER_SIZE = 64 << 10 };
// Data lies at a fixed place, so that operations can name it before their number is known.
enum { BUILDER_DATA = 64 + 2 * BUILDER_OPERATIONS * 80 };

struct value {
    uint8_t kind;
    uint64_t value;
};

#define NUMBER(x) {KIND_NUMBER, (uint64_t)(x)}
#define OFFSET(x) {KIND_OFFSET, (x)}
#define REGISTER(x) {KIND_REGISTER, (x)}
#define ADDRESS(x) {KIND_REGISTER_ADDRESS, (x)}
#define VALUES(...) ((const struct value[ARGUMENTS]){__VA_ARGS__})
#define CALL(number, ...) build_operation(CODE_SYSCALL, (number), VALUES(__VA_ARGS__))
#define OTHER(code, ...) build_operation((code), 0, VALUES(__VA_ARGS__))

struct builder {
    struct operation keeper[BUILDER_OPERATIONS];
    struct operation child[BUILDER_OPERATIONS];
    struct relocation relocations[BUILDER_RELOCATIONS];
    struct plan_header header;
    uint32_t end;
    union {
        uint64_t aligned;
        unsigned char bytes[BUILDER_SIZE];
    };
};

static inline struct operation build_operation(uint32_t code, long number, const struct value *values) {
    struct operation operation = {.code = code, .number = (uint32_t)number, .result = NONE};
    for (size_t i = 0; i < ARGUMENTS; i++) {
        operation.kinds[i] = values[i].kind;
        operation.arguments[i] = values[i].value;
    }
    return operation;
}

static inline void build(struct builder *builder, uint32_t mode) {
    memset(builder, 0, sizeof *builder);
    memcpy(builder->header.magic, "VZPLAN01", 8);
    builder->header.mode = mode;
    builder->header.owner = NONE;
    builder->header.cgroup = NONE;
    builder->end = BUILDER_DATA;
}

static inline struct operation *build_keeper(struct builder *builder, struct operation operation) {
    struct operation *place = builder->keeper + builder->header.keeper_count++;
    *place = operation;
    return place;
}

static inline struct operation *build_child(struct builder *builder, struct operation operation) {
    struct operation *place = builder->child + builder->header.child_count++;
    *place = operation;
    return place;
}

static inline uint32_t build_data(struct builder *builder, const void *data, size_t size) {
    uint32_t at = builder->end;
    memcpy(builder->bytes + at, data, size);
    builder->end = (uint32_t)((at + size + 7) / 8 * 8);
    return at;
}

static inline uint32_t build_string(struct builder *builder, const char *string) {
    return build_data(builder, string, strlen(string) + 1);
}

// A NULL-terminated vector of strings, as execve wants it.
static inline uint32_t build_vector(struct builder *builder, const char *const *strings) {
    uint64_t vector[16] = {0};
    size_t count = 0;
    while (strings[count] != NULL) {
        count++;
    }
    uint32_t at = build_data(builder, vector, (count + 1) * 8);
    for (size_t i = 0; i < count; i++) {
        uint32_t to = build_string(builder, strings[i]);
        builder->relocations[builder->header.relocation_count++] =
            (struct relocation){.at = at + 8 * (uint32_t)i, .to = to};
    }
    return at;
}

static inline struct operation *build_execve(struct builder *builder, const char *const *strings) {
    const char *const none[] = {"PATH=/usr/bin:/bin:/usr/sbin:/sbin", NULL};
    uint32_t path = build_string(builder, strings[0]);
    uint32_t vector = build_vector(builder, strings);
    uint32_t environment = build_vector(builder, none);
    return build_child(builder, CALL(59, OFFSET(path), OFFSET(vector), OFFSET(environment)));
}

static inline void build_shell(struct builder *builder, const char *script) {
    build_execve(builder, (const char *const[]){"/bin/sh", "-c", script, NULL});
}

static inline uint32_t build_end(struct builder *builder) {
    struct plan_header *header = &builder->header;
    header->operations = sizeof *header;
    header->relocations = build_data(builder, builder->relocations, header->relocation_count * 8);
    builder->end += 8;
    header->size = builder->end;
    memcpy(builder->bytes, header, sizeof *header);
    unsigned char *operations = builder->bytes + header->operations;
    memcpy(operations, builder->keeper, header->keeper_count * 80);
    memcpy(operations + header->keeper_count * 80, builder->child, header->child_count * 80);
    return header->size;
}

#endif
