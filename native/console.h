// The console of the VE: one reader, which is the keeper, and a ring with the latest bytes.
#ifndef VEZERE_CONSOLE_H
#define VEZERE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { RING_SIZE = 64 << 10 };

// Takes over a pty master, in place of one kept before.
void console_keep(int master);

// The master, or -1.
int console_master(void);

// The descriptor to poll for input, or -1.
int console_watch(void);

// To be called when console_watch() is ready.
void console_note(void);

// True when console_fill() may find more without another note.
bool console_pending(void);

// Reads a part of what the VE wrote into the ring.
void console_fill(void);

// True when console_type() is worth trying.
bool console_takes_input(void);

// Writes input to the VE without blocking. Returns how many bytes went.
size_t console_type(const void *bytes, size_t size);

// How many bytes were ever read from the VE.
uint64_t console_end(void);

// How many of them the ring still holds.
uint32_t console_held(void);

// The bytes from *at on, as far as they lie in one piece; *at moves up to the oldest byte still held.
size_t console_piece(uint64_t *at, const unsigned char **bytes);

#endif
