// Every field that can be wrong is refused, and nothing else.
#include <errno.h>
#include <linux/sched.h>
#include <sys/syscall.h>

#include "builder.h"

static struct builder builder;

static void sample(void) {
    build(&builder, MODE_START);
    struct operation *first = build_keeper(&builder, CALL(SYS_getpid, NUMBER(0)));
    first->result = 63;
    struct operation *close = build_keeper(&builder, CALL(SYS_close, REGISTER(63)));
    close->tolerated[0] = EBADF;
    build_child(&builder, OTHER(CODE_GO, NUMBER(7), NUMBER(16)));
    build_child(&builder, OTHER(CODE_SEND, NUMBER(7), NUMBER(1)));
    build_child(&builder, OTHER(CODE_EXPECT_DEVICE, NUMBER(7), NUMBER(0020000), NUMBER(0x103)));
    build_child(&builder, OTHER(CODE_KEEP_CONSOLE, NUMBER(7)));
    build_shell(&builder, "true");
    build_end(&builder);
}

static struct plan_header *header(void) {
    return (void *)builder.bytes;
}

static struct operation *operation(size_t i) {
    return (struct operation *)(void *)(builder.bytes + header()->operations) + i;
}

static struct relocation *relocation(size_t i) {
    return (struct relocation *)(void *)(builder.bytes + header()->relocations) + i;
}

static bool holds(void) {
    // An exact copy on the heap: the sanitizer sees each byte that is read beyond the end.
    size_t size = builder.end;
    void *copy = malloc(size);
    memcpy(copy, builder.bytes, size);
    bool result = plan_check(copy, size);
    free(copy);
    return result;
}

#define REFUSED(change)      \
    do {                     \
        sample();            \
        CHECK(holds());      \
        change;              \
        CHECK(!holds());     \
    } while (0)

#define ACCEPTED(change) \
    do {                 \
        sample();        \
        change;          \
        CHECK(holds());  \
    } while (0)

static void header_fields(void) {
    REFUSED(header()->magic[7] = '2');
    REFUSED(header()->mode = 0);
    REFUSED(header()->mode = 3);
    REFUSED(header()->size += 8);
    REFUSED(header()->size -= 8);
    REFUSED(header()->zero32 = 1);
    REFUSED(header()->zero64 = 1);
    REFUSED(header()->cgroup = 0x80000000);
    REFUSED(header()->owner = 5);
    ACCEPTED((header()->owner = 5, header()->clone_flags = CLONE_NEWUSER));
    ACCEPTED(header()->cgroup = 9);
}

static void size_and_end(void) {
    REFUSED(builder.end -= 4);
    REFUSED(builder.bytes[builder.end - 1] = 1);
    REFUSED((builder.end = 56, header()->size = 56));
    CHECK(!plan_check("", 0));
    void *big = calloc(1, PLAN_LIMIT + 8);
    sample();
    memcpy(big, builder.bytes, builder.end);
    ((struct plan_header *)big)->size = PLAN_LIMIT + 8;
    CHECK(!plan_check(big, PLAN_LIMIT + 8));
    ((struct plan_header *)big)->size = PLAN_LIMIT;
    CHECK(plan_check(big, PLAN_LIMIT));
    free(big);
}

static void tables(void) {
    REFUSED(header()->operations += 4);
    REFUSED(header()->operations = 0);
    REFUSED(header()->operations = 56);
    REFUSED(header()->operations = header()->size);
    REFUSED(header()->operations = 0xfffffff8);
    REFUSED(header()->keeper_count = 0xffffffff);
    REFUSED(header()->child_count = 0xffffffff);
    REFUSED((header()->keeper_count = 0x80000000, header()->child_count = 0x80000000));
    REFUSED(header()->relocations += 4);
    REFUSED(header()->relocations = 8);
    REFUSED(header()->relocations = 0xfffffff8);
    REFUSED(header()->relocation_count = 0xffffffff);
    REFUSED(header()->relocation_count = (header()->size - header()->relocations) / 8 + 1);
}

static void clone_flags(void) {
    ACCEPTED(header()->clone_flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS
            | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWTIME | CLONE_CLEAR_SIGHAND);
    REFUSED(header()->clone_flags = CLONE_VM);
    REFUSED(header()->clone_flags = CLONE_FILES);
    REFUSED(header()->clone_flags = CLONE_PARENT);
    REFUSED(header()->clone_flags = CLONE_INTO_CGROUP);
    REFUSED(header()->clone_flags = UINT64_C(1) << 63);
    REFUSED(header()->clone_flags = 17);
}

static void relocations(void) {
    REFUSED(relocation(0)->at += 4);
    REFUSED(relocation(0)->at = header()->size);
    REFUSED(relocation(0)->at = 0xfffffff8);
    REFUSED(relocation(0)->to = header()->size);
    REFUSED(relocation(0)->at = 0);
    REFUSED(relocation(0)->at = 56);
    REFUSED(relocation(0)->at = header()->operations);
    REFUSED(relocation(0)->at = header()->operations + 7 * 80 - 8);
    REFUSED(relocation(0)->at = header()->relocations);
    REFUSED(relocation(0)->at = header()->relocations + 8 * (header()->relocation_count - 1));
    ACCEPTED(relocation(0)->at = header()->operations + 7 * 80);
}

static void operation_fields(void) {
    REFUSED(operation(0)->code = 0);
    REFUSED(operation(0)->code = 6);
    REFUSED(operation(0)->number = 0x80000000);
    REFUSED(operation(0)->kinds[5] = 4);
    REFUSED(operation(0)->kinds[6] = 1);
    REFUSED(operation(0)->kinds[7] = 1);
    REFUSED(operation(0)->result = 64);
    REFUSED(operation(0)->skip = 2);
    ACCEPTED(operation(0)->skip = 1);
    REFUSED(operation(6)->skip = 1);
    REFUSED(operation(1)->arguments[0] = 64);
    REFUSED((operation(1)->kinds[0] = KIND_REGISTER_ADDRESS, operation(1)->arguments[0] = 64));
    REFUSED((operation(1)->kinds[0] = KIND_OFFSET, operation(1)->arguments[0] = header()->size));
    REFUSED((operation(1)->kinds[0] = KIND_OFFSET, operation(1)->arguments[0] = UINT64_MAX));
    ACCEPTED((operation(1)->kinds[0] = KIND_OFFSET, operation(1)->arguments[0] = header()->size - 1));
}

static void other_codes(void) {
    for (size_t i = 2; i < 6; i++) {
        REFUSED(operation(i)->number = 1);
    }
    REFUSED((operation(0)->code = CODE_GO, operation(0)->number = 0, operation(0)->arguments[0] = 7));
    REFUSED((operation(0)->code = CODE_SEND, operation(0)->number = 0));
    REFUSED((operation(0)->code = CODE_KEEP_CONSOLE, operation(0)->number = 0));
    ACCEPTED((operation(0)->code = CODE_EXPECT_DEVICE, operation(0)->number = 0));
    REFUSED(operation(2)->arguments[0] = 6);
    REFUSED(operation(2)->arguments[1] = 17);
    REFUSED(operation(2)->arguments[1] = UINT64_MAX);
    REFUSED(operation(2)->arguments[0] = FIRST_OWN_DESCRIPTOR - 15);
    ACCEPTED(operation(2)->arguments[0] = FIRST_OWN_DESCRIPTOR - 16);
    REFUSED(operation(2)->kinds[0] = KIND_REGISTER);
    REFUSED(operation(2)->kinds[1] = KIND_REGISTER);
    REFUSED(header()->mode = MODE_JOIN);
}

static void relocation_makes_addresses(void) {
    sample();
    CHECK(plan_check(builder.bytes, builder.end));

    plan_relocate(builder.bytes);

    const char **vector = (void *)(builder.bytes + operation(6)->arguments[1]);
    CHECK(strcmp(vector[0], "/bin/sh") == 0);
    CHECK(strcmp(vector[2], "true") == 0);
    CHECK(vector[3] == NULL);
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(header_fields), TEST(size_and_end), TEST(tables),      TEST(clone_flags),
        TEST(relocations),   TEST(operation_fields), TEST(other_codes), TEST(relocation_makes_addresses),
    };
    return RUN_TESTS(tests, argc > 1 ? argv[1] : NULL);
}
