// The other side of the starter, played by the test itself.
#ifndef VEZERE_TEST_FAKE_VZD_H
#define VEZERE_TEST_FAKE_VZD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../frame.h"

struct heard {
    char type;
    uint32_t length;
    unsigned char *payload;
};

// Listens at PREFIX/run/vezere/vzd.sock, making the directories.
int vzd_listen(const char *prefix);

int vzd_accept(int listener);

// The next frame of the starter; type 0 at the end. The payload stays valid until the next call.
struct heard vzd_hear(int connection);

// The next frame, which must be of this type.
struct heard vzd_expect(int connection, char type);

void vzd_say(int connection, char type, const void *payload, size_t length);

void vzd_say_number(int connection, char type, uint32_t number);

// Sends standard input back as standard output until its end, with credits; then an exit code.
void vzd_echo(int connection, uint32_t code);

// True when nothing arrives for a while.
bool vzd_is_silent(int connection);

#endif
