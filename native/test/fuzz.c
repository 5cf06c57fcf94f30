// Random mutations of valid plans and frames, under the sanitizers. Arguments: seconds, seed.
#include <inttypes.h>
#include <sys/syscall.h>
#include <time.h>

#include "../execute.h"
#include "../frame.h"
#include "builder.h"

static uint64_t seed;

static uint64_t dice(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static uint32_t odd_number(void) {
    static const uint32_t odd[] = {0, 1, 7, 8, 63, 64, 65, 79, 80, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff};
    return dice() % 3 == 0 ? (uint32_t)dice() : odd[dice() % (sizeof odd / sizeof *odd)] + (uint32_t)(dice() % 3) - 1;
}

static void mutate(unsigned char *bytes, size_t size) {
    for (uint64_t i = dice() % 4 + 1; i > 0; i--) {
        // Most mutations go where the structure is.
        size_t range = dice() % 4 == 0 || size < 800 ? size : 800;
        size_t at = dice() % range;
        uint32_t value = odd_number();
        if (dice() % 2 == 0 && at / 4 * 4 + 4 <= size) {
            memcpy(bytes + at / 4 * 4, &value, 4);
        } else {
            bytes[at] = (unsigned char)value;
        }
    }
}

// Touches what an accepted plan names, as executing it would.
static void use(unsigned char *plan) {
    static struct executor executor;
    const struct plan_header *header = plan_header(plan);
    const struct operation *operations = plan_operations(plan);
    volatile unsigned char sink;
    executor.plan = plan;
    plan_relocate(plan);
    for (uint32_t i = 0; i < header->keeper_count + header->child_count; i++) {
        CHECK(operations[i].result == NONE || operations[i].result < REGISTERS);
        for (size_t a = 0; a < ARGUMENTS; a++) {
            uint64_t value = argument(&executor, operations + i, a);
            if (operations[i].kinds[a] == KIND_OFFSET || operations[i].kinds[a] == KIND_REGISTER_ADDRESS) {
                sink = *(unsigned char *)(uintptr_t)value;
                (void)sink;
            }
        }
    }
    CHECK(plan_header(plan)->size == header->size);
}

static void make_plan(struct builder *builder) {
    build(builder, dice() % 2 == 0 ? MODE_START : MODE_JOIN);
    for (uint64_t i = dice() % 4; i > 0; i--) {
        build_keeper(builder, CALL(SYS_getpid, REGISTER(dice() % 64), ADDRESS(dice() % 64)))->result =
            (uint32_t)(dice() % 64);
    }
    build_child(builder, OTHER(CODE_GO, NUMBER(7), NUMBER(dice() % 17)));
    build_child(builder, OTHER(CODE_SEND, NUMBER(7), NUMBER(dice() % 17)));
    build_shell(builder, "true");
    build_end(builder);
}

static uint64_t fuzz_plan(void) {
    static struct builder builder;
    make_plan(&builder);
    size_t size = dice() % 16 == 0 ? dice() % builder.end : builder.end;
    unsigned char *copy = malloc(size == 0 ? 1 : size);
    memcpy(copy, builder.bytes, size);
    if (size > 0 && dice() % 16 != 0) {
        mutate(copy, size);
    }
    bool accepted = plan_check(copy, size);
    if (accepted) {
        use(copy);
    }
    free(copy);
    return accepted ? 1 : 0;
}

static size_t make_frames(unsigned char *bytes, size_t limit) {
    size_t at = 0;
    while (at + FRAME_HEADER + 300 < limit) {
        static const char types[] = "OECTX";
        char type = types[dice() % 5];
        uint32_t length = type == 'O' || type == 'E' ? (uint32_t)(dice() % 300) : 4;
        put_header(bytes + at, type, length);
        at += FRAME_HEADER + length;
    }
    return at;
}

static uint64_t fuzz_frames(void) {
    static unsigned char bytes[4096];
    struct reader *reader = malloc(sizeof *reader);
    struct frame frame;
    uint64_t whole = 0;
    size_t size = make_frames(bytes, sizeof bytes);
    enum found found = FRAME_PARTIAL;
    if (dice() % 2 == 0) {
        mutate(bytes, size);
    }
    reader->start = 0;
    reader->end = 0;
    for (size_t at = 0; at < size && found != FRAME_BROKEN;) {
        unsigned char *room;
        size_t some = reader_room(reader, &room);
        size_t piece = dice() % 1000 + 1;
        some = some < piece ? some : piece;
        some = some < size - at ? some : size - at;
        memcpy(room, bytes + at, some);
        reader->end += some;
        at += some;
        while ((found = reader_next(reader, &frame)) == FRAME_WHOLE) {
            CHECK(frame.payload + frame.length <= reader->bytes + reader->end);
            whole++;
        }
    }
    free(reader);
    return whole;
}

int main(int argc, char **argv) {
    long seconds = argc > 1 ? strtol(argv[1], NULL, 10) : 10;
    seed = argc > 2 ? strtoull(argv[2], NULL, 16) : (uint64_t)time(NULL) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)getpid();
    printf("fuzz: seed %" PRIx64 "\n", seed);
    fflush(stdout);
    uint64_t rounds = 0;
    uint64_t accepted = 0;
    uint64_t frames = 0;
    for (time_t end = time(NULL) + seconds; time(NULL) < end; rounds++) {
        accepted += fuzz_plan();
        frames += fuzz_frames();
    }
    printf("fuzz: %" PRIu64 " rounds, %" PRIu64 " plans accepted, %" PRIu64 " frames read\n", rounds, accepted, frames);
    // A generator that makes only rubbish, or nothing broken, tests nothing.
    CHECK(accepted > 0 && accepted < rounds && frames > 0);
    return 0;
}
