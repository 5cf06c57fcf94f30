#include "frame.h"

#include <string.h>

void put_u32(unsigned char *to, uint32_t value) {
    for (int i = 0; i < 4; i++) {
        to[i] = (unsigned char)(value >> (8 * i));
    }
}

uint32_t get_u32(const unsigned char *from) {
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

void put_header(unsigned char *to, char type, uint32_t length) {
    put_u32(to, (unsigned char)type);
    put_u32(to + 4, length);
}

size_t reader_room(struct reader *reader, unsigned char **room) {
    if (reader->start == reader->end) {
        reader->start = 0;
        reader->end = 0;
    } else if (reader->start > READER_SIZE / 2) {
        memmove(reader->bytes, reader->bytes + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    *room = reader->bytes + reader->end;
    return READER_SIZE - reader->end;
}

static int is_allowed(unsigned char type, uint32_t length) {
    switch (type) {
        case 'O':
        case 'E':
            return length <= FRAME_LIMIT;
        case 'C':
        case 'T':
        case 'X':
            return length == 4;
        default:
            return 0;
    }
}

enum found reader_next(struct reader *reader, struct frame *frame) {
    size_t held = reader->end - reader->start;
    const unsigned char *header = reader->bytes + reader->start;
    if (held < FRAME_HEADER) {
        return FRAME_PARTIAL;
    }
    uint32_t length = get_u32(header + 4);
    if (get_u32(header) > 0xff || !is_allowed(header[0], length)) {
        return FRAME_BROKEN;
    }
    if (held - FRAME_HEADER < length) {
        return FRAME_PARTIAL;
    }
    *frame = (struct frame){.type = header[0], .length = length, .payload = header + FRAME_HEADER};
    reader->start += FRAME_HEADER + length;
    return FRAME_WHOLE;
}
