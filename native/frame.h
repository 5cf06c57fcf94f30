// Frames between the starter and vzd. Layout: docs/formats/starter.md.
#ifndef VEZERE_FRAME_H
#define VEZERE_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum { FRAME_HEADER = 8, FRAME_LIMIT = 65536, HELLO_LIMIT = 4 << 20, READER_SIZE = 2 * (FRAME_LIMIT + FRAME_HEADER) };

// What came from vzd and is not yet consumed: the bytes from `start` to `end`.
struct reader {
    size_t start;
    size_t end;
    unsigned char bytes[READER_SIZE];
};

struct frame {
    unsigned char type;
    uint32_t length;
    const unsigned char *payload;
};

enum found { FRAME_BROKEN, FRAME_PARTIAL, FRAME_WHOLE };

// Where to put further bytes; never 0 of them as long as frames are taken out.
size_t reader_room(struct reader *reader, unsigned char **room);

// Takes the next frame that vzd may send; its payload is valid until reader_room().
enum found reader_next(struct reader *reader, struct frame *frame);

void put_u32(unsigned char *to, uint32_t value);

uint32_t get_u32(const unsigned char *from);

void put_header(unsigned char *to, char type, uint32_t length);

#endif
