// The first frame: who calls, from where, with what.
#ifndef VEZERE_HELLO_H
#define VEZERE_HELLO_H

#include <stddef.h>
#include <stdint.h>

// Looks at standard input, output and error; must run before any descriptor is opened.
void hello_look_at_streams(void);

// Writes the window of the caller's terminal: 4 bytes. Returns how many, 0 when there is none.
uint32_t hello_window(unsigned char *to);

// The command's name without directory.
const char *hello_name(const char *path);

// Makes the frame, NULL when it is too long. To be freed.
unsigned char *hello_make(int argc, char **argv, size_t *size);

#endif
