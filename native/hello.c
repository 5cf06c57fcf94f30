#include "hello.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "frame.h"

enum { FIXED_PART = 16 };

static uint32_t terminals;

// A missing standard descriptor would be taken by the next socket, and the caller's bytes go to vzd.
void hello_look_at_streams(void) {
    struct winsize size;
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (ioctl(i, TIOCGWINSZ, &size) == 0) {
            terminals |= 1U << i;
        } else if (errno == EBADF) {
            (void)!open("/dev/null", O_RDWR);
        }
    }
}

uint32_t hello_window(unsigned char *to) {
    struct winsize size;
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if ((terminals & 1U << i) != 0 && ioctl(i, TIOCGWINSZ, &size) == 0) {
            put_u32(to, (uint32_t)size.ws_row | (uint32_t)size.ws_col << 16);
            return 4;
        }
    }
    return 0;
}

const char *hello_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static size_t total_length(char *const *strings) {
    size_t total = 0;
    for (; *strings != NULL; strings++) {
        total += strlen(*strings) + 1;
    }
    return total;
}

static unsigned char *put_string(unsigned char *to, const char *string) {
    size_t size = strlen(string) + 1;
    memcpy(to, string, size);
    return to + size;
}

static unsigned char *put_fixed_part(unsigned char *to, int argc) {
    put_u32(to, 1);
    put_u32(to + 4, terminals);
    put_u32(to + 8, 0);
    (void)hello_window(to + 8);
    put_u32(to + 12, (uint32_t)argc);
    return to + FIXED_PART;
}

unsigned char *hello_make(int argc, char **argv, size_t *size) {
    char directory[PATH_MAX];
    // A directory that was removed has no name; vzd sees an empty one and resolves nothing against it.
    if (getcwd(directory, sizeof directory) == NULL) {
        directory[0] = 0;
    }
    const char *name = hello_name(argv[0]);
    size_t payload =
        FIXED_PART + strlen(directory) + 1 + strlen(name) + 1 + total_length(argv + 1) + total_length(environ);
    unsigned char *frame = payload > HELLO_LIMIT ? NULL : malloc(FRAME_HEADER + payload);
    if (frame == NULL) {
        return NULL;
    }
    put_header(frame, 'H', (uint32_t)payload);
    unsigned char *to = put_string(put_string(put_fixed_part(frame + FRAME_HEADER, argc), directory), name);
    for (char **each = argv + 1; *each != NULL; each++) {
        to = put_string(to, *each);
    }
    for (char **each = environ; *each != NULL; each++) {
        to = put_string(to, *each);
    }
    *size = FRAME_HEADER + payload;
    return frame;
}
