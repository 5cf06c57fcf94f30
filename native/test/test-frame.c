// The starter's frame reader, whatever way the bytes arrive.
#include "../frame.h"

#include <string.h>

#include "check.h"

static struct reader reader;
static struct frame frame;

static void arrive(const void *bytes, size_t size) {
    unsigned char *room;
    CHECK(reader_room(&reader, &room) >= size);
    memcpy(room, bytes, size);
    reader.end += size;
}

static void whole_frame(void) {
    arrive("O\0\0\0\3\0\0\0abcX\0\0\0\4\0\0\0\7\0\0\0", 23);

    CHECK_EQUAL(reader_next(&reader, &frame), FRAME_WHOLE);
    CHECK_EQUAL(frame.type, 'O');
    CHECK(frame.length == 3 && memcmp(frame.payload, "abc", 3) == 0);
    CHECK_EQUAL(reader_next(&reader, &frame), FRAME_WHOLE);
    CHECK(frame.type == 'X' && get_u32(frame.payload) == 7);
    CHECK_EQUAL(reader_next(&reader, &frame), FRAME_PARTIAL);
}

static void byte_by_byte(void) {
    const char *bytes = "E\0\0\0\2\0\0\0hi";
    for (size_t i = 0; i < 9; i++) {
        arrive(bytes + i, 1);
        CHECK_EQUAL(reader_next(&reader, &frame), FRAME_PARTIAL);
    }
    arrive(bytes + 9, 1);
    CHECK_EQUAL(reader_next(&reader, &frame), FRAME_WHOLE);
    CHECK(memcmp(frame.payload, "hi", 2) == 0);
}

static void expect_broken(const char *header) {
    memset(&reader, 0, sizeof reader);
    arrive(header, FRAME_HEADER);
    CHECK_EQUAL(reader_next(&reader, &frame), FRAME_BROKEN);
}

static void broken_frames(void) {
    expect_broken("Z\0\0\0\0\0\0\0");
    expect_broken("H\0\0\0\0\0\0\0");
    expect_broken("O\1\0\0\0\0\0\0");
    expect_broken("O\0\0\1\0\0\0\0");
    expect_broken("O\0\0\0\1\0\1\0");
    expect_broken("O\0\0\0\xff\xff\xff\xff");
    expect_broken("X\0\0\0\3\0\0\0");
    expect_broken("C\0\0\0\5\0\0\0");
    expect_broken("T\0\0\0\0\0\0\0");
}

static void longest_frames_in_any_place(void) {
    static unsigned char bytes[FRAME_HEADER + FRAME_LIMIT];
    size_t sent = 0;
    size_t seen = 0;
    put_header(bytes, 'O', FRAME_LIMIT);
    while (seen < 50) {
        unsigned char *room;
        size_t size = reader_room(&reader, &room);
        CHECK(size > 0);
        size_t rest = sizeof bytes - sent;
        size_t some = rest < 10007 ? rest : 10007;
        some = some < size ? some : size;
        memcpy(room, bytes + sent, some);
        reader.end += some;
        sent = (sent + some) % sizeof bytes;
        while (reader_next(&reader, &frame) == FRAME_WHOLE) {
            CHECK_EQUAL(frame.length, FRAME_LIMIT);
            seen++;
        }
    }
}

int main(int argc, char **argv) {
    const struct test tests[] = {
        TEST(whole_frame), TEST(byte_by_byte), TEST(broken_frames), TEST(longest_frames_in_any_place)};
    return RUN_TESTS(tests, argc > 1 ? argv[1] : NULL);
}
