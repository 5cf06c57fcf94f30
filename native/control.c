#include "control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static int gone_is_cancelled(int error) {
    return error == EPIPE || error == ECONNRESET ? ECANCELED : error;
}

int send_with(int socket, const void *bytes, size_t size, int flags, int descriptor) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } room = {0};
    struct iovec vector = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (descriptor >= 0) {
        room.header.cmsg_level = SOL_SOCKET;
        room.header.cmsg_type = SCM_RIGHTS;
        room.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&room.header), &descriptor, sizeof descriptor);
        message.msg_control = room.bytes;
        message.msg_controllen = sizeof room.bytes;
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | flags);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        return gone_is_cancelled(errno);
    }
    return (size_t)sent == size ? 0 : EAGAIN;
}

static void take_descriptors(struct msghdr *message, struct passed *passed) {
    passed->count = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count && passed->count < GO_DESCRIPTORS; i++) {
            memcpy(&passed->descriptors[passed->count++], CMSG_DATA(header) + i * sizeof(int), sizeof(int));
        }
    }
}

int receive_with(int socket, void *bytes, size_t size, struct passed *passed) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(GO_DESCRIPTORS * sizeof(int))];
    } room = {0};
    struct iovec vector = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = room.bytes, .msg_controllen = sizeof room.bytes};
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    passed->count = 0;
    if (received < 0) {
        return gone_is_cancelled(errno);
    }
    take_descriptors(&message, passed);
    if (received > 0 && (size_t)received == size && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0) {
        return 0;
    }
    close_passed(passed);
    passed->count = 0;
    return received == 0 ? ECANCELED : EBADMSG;
}

void close_passed(const struct passed *passed) {
    for (size_t i = 0; i < passed->count; i++) {
        close(passed->descriptors[i]);
    }
}
