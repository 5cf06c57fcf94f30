// What a shell can't try: one subcommand per attempt of a process against the kernel it shares with others.
//
// Compiled static by the tests, copied into VEs, and executed on VE0 too, where it is the counterpart that shows
// that an attempt could succeed. Results are words on standard output: OK, or the name of the errno.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/if_packet.h>
#include <mqueue.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static const char *said(long result) {
    return result >= 0 ? "OK" : strerrorname_np(errno);
}

static void say(const char *what, long result) {
    printf("%s %s\n", what, said(result));
}

static void fail(const char *what) {
    fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
    exit(99);
}

// ---- system calls that seccomp refuses ---------------------------------------------------------------------------

struct call {
    const char *name;
    long native;
    long i386;
    long arguments[4];
};

// Arguments are such that without a filter the answer is something else than EPERM wherever the call allows that.
static const struct call calls[] = {
    {"kexec_load", SYS_kexec_load, 283, {0, 0, 0, 0}},
    {"kexec_file_load", SYS_kexec_file_load, -1, {-1, -1, 0, 0}},
    {"init_module", SYS_init_module, 128, {0, 0, 0, 0}},
    {"finit_module", SYS_finit_module, 350, {-1, 0, 0, 0}},
    {"delete_module", SYS_delete_module, 129, {0, 0, 0, 0}},
    {"open_by_handle_at", SYS_open_by_handle_at, 342, {-1, 0, 0, 0}},
    {"swapon", SYS_swapon, 87, {0, 0, 0, 0}},
    {"swapoff", SYS_swapoff, 115, {0, 0, 0, 0}},
    {"acct", SYS_acct, 51, {0, 0, 0, 0}},
    {"iopl", SYS_iopl, 110, {3, 0, 0, 0}},
    {"ioperm", SYS_ioperm, 101, {0x60, 1, 1, 0}},
    {"perf_event_open", SYS_perf_event_open, 336, {0, 0, -1, -1}},
    {"bpf", SYS_bpf, 357, {9999, 0, 0, 0}},
    {"userfaultfd", SYS_userfaultfd, 374, {1, 0, 0, 0}},
    {"syslog", SYS_syslog, 103, {10, 0, 0, 0}},
    {"settimeofday", SYS_settimeofday, 79, {1, 0, 0, 0}},
};

static long by_i386(const struct call *call) {
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(call->i386), "b"(call->arguments[0]), "c"(call->arguments[1]), "d"(call->arguments[2]),
                       "S"(call->arguments[3])
                     : "memory", "r8", "r9", "r10", "r11");
    result = (int)result;
    if (result < 0) {
        errno = (int)-result;
        return -1;
    }
    return result;
}

// Does it in a child, as a filter may also kill.
static void guarded(const char *name, const char *door, long (*attempt)(const struct call *), const struct call *call) {
    int ends[2];
    if (pipe(ends) < 0) fail("pipe");
    pid_t child = fork();
    if (child == 0) {
        long result = attempt(call);
        const char *word = said(result);
        if (write(ends[1], word, strlen(word)) < 0) _exit(1);
        _exit(0);
    }
    close(ends[1]);
    char word[64] = "";
    if (read(ends[0], word, sizeof(word) - 1) <= 0) strcpy(word, "KILLED");
    close(ends[0]);
    waitpid(child, NULL, 0);
    printf("%s %s %s\n", name, door, word);
}

static long by_native(const struct call *call) {
    return syscall(call->native, call->arguments[0], call->arguments[1], call->arguments[2], call->arguments[3]);
}

static long by_x32(const struct call *call) {
    return syscall(call->native | 0x40000000, call->arguments[0], call->arguments[1], call->arguments[2],
                   call->arguments[3]);
}

static void try_calls(void) {
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        guarded(calls[i].name, "native", by_native, &calls[i]);
        guarded(calls[i].name, "x32", by_x32, &calls[i]);
        if (calls[i].i386 >= 0) guarded(calls[i].name, "i386", by_i386, &calls[i]);
    }
}

// ---- terminals ---------------------------------------------------------------------------------------------------

// Puts a character into the input of a new terminal of its own, by the plain request and by one with upper bits set,
// which the kernel ignores and a filter might not.
static void try_terminal(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) fail("openpt");
    setsid();
    int slave = open(ptsname(master), O_RDWR);
    if (slave < 0) fail("open slave");
    ioctl(slave, TIOCSCTTY, 1);
    char letter = 'x';
    say("TIOCSTI", ioctl(slave, TIOCSTI, &letter));
    say("TIOCSTI-high", syscall(SYS_ioctl, slave, 0xdead00000000UL | TIOCSTI, &letter));
    letter = 2;
    say("TIOCLINUX", ioctl(slave, TIOCLINUX, &letter));
    say("TIOCLINUX-high", syscall(SYS_ioctl, slave, 0xdead00000000UL | TIOCLINUX, &letter));
    static char low[4096] __attribute__((aligned(4096)));
    low[0] = 'x';
    struct call call = {"TIOCSTI", 0, 54, {slave, TIOCSTI, (long)low, 0}};
    guarded("TIOCSTI", "i386", by_i386, &call);
}

// ---- keys --------------------------------------------------------------------------------------------------------

static long find_key(const char *name) {
    return syscall(SYS_keyctl, 10 /* KEYCTL_SEARCH */, -3 /* session */, "user", name, 0);
}

// plant NAME COMMAND...: executes a command with a key in its session keyring.
static int plant_key(char **words) {
    if (syscall(SYS_keyctl, 1 /* JOIN_SESSION_KEYRING */, NULL) < 0) fail("join session keyring");
    long key = syscall(SYS_add_key, "user", words[0], "secret", 6, -3);
    if (key < 0) fail("add_key");
    // Anybody may do anything with it: only not having it protects it.
    if (syscall(SYS_keyctl, 5 /* SETPERM */, key, 0x3f3f3f3f) < 0) fail("setperm");
    execvp(words[1], words + 1);
    fail(words[1]);
    return 1;
}

// ---- processes ---------------------------------------------------------------------------------------------------

static void try_process(pid_t other) {
    say("kill", kill(other, 0));
    say("ptrace", ptrace(PTRACE_SEIZE, other, 0, 0));
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
    say("process_vm_readv", process_vm_readv(other, &here, 1, &there, 1, 0));
    say("pidfd_open", syscall(SYS_pidfd_open, other, 0));
    say("getsid", getsid(other));
    say("sched_setaffinity", syscall(SYS_sched_setaffinity, other, 0, NULL));
    say("setpriority", setpriority(PRIO_PROCESS, other, 5));
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d", other);
    struct stat status;
    say("proc", stat(path, &status));
}

// Whether a process still has memory; one that is ending has none, and then nobody guards its other parts.
static int alive(int pid) {
    char path[64], text[8192];
    snprintf(path, sizeof(path), "/proc/%d/status", pid);
    int file = open(path, O_RDONLY);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof(text) - 1);
    if (file >= 0) close(file);
    if (length <= 0) return 0;
    text[length] = 0;
    return strstr(text, "VmSize:") != NULL;
}

static int hidden(int pid) {
    char path[64], link[4096];
    snprintf(path, sizeof(path), "/proc/%d/exe", pid);
    return readlink(path, link, sizeof(link)) < 0 && (errno == EACCES || errno == EPERM) && alive(pid);
}

static void list_files(int pid) {
    char path[64], link[4096];
    snprintf(path, sizeof(path), "/proc/%d/fd", pid);
    DIR *files = opendir(path);
    struct dirent *entry;
    while (files != NULL && (entry = readdir(files)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof(path), "/proc/%d/fd/%.10s", pid, entry->d_name);
        ssize_t length = readlink(path, link, sizeof(link) - 1);
        if (length < 0) continue;
        link[length] = 0;
        // Once init's children are programs of the VE, what they hold is the VE's.
        if (!alive(pid)) printf("HELD %s\n", link);
    }
    if (files != NULL) closedir(files);
}

// What can be had of a process whose program can't be read.
static void grab(int pid) {
    const char *doors[] = {"mem", "cwd/.", "root/.", "ns/mnt", "environ", "maps", "stack", "syscall"};
    char path[64], content[4096];
    for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
        snprintf(path, sizeof(path), "/proc/%d/%s", pid, doors[i]);
        int file = open(path, O_RDONLY);
        struct stat status;
        int got = file >= 0 && (fstat(file, &status) < 0 || S_ISDIR(status.st_mode) || read(file, content, 16) > 0);
        if (got && hidden(pid)) printf("HOLE %s of %d\n", doors[i], pid);
        if (file >= 0) close(file);
    }
    if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) {
        if (hidden(pid)) printf("HOLE ptrace of %d\n", pid);
        ptrace(PTRACE_INTERRUPT, pid, 0, 0);
        waitpid(pid, NULL, __WALL);
        ptrace(PTRACE_DETACH, pid, 0, 0);
    }
    list_files(pid);
}

// Tries to write into the program that a process runs from, once it is known and for as long as it can be held.
static void overwrite(const char *exe) {
    int file = open(exe, O_RDONLY);
    if (file < 0) return;
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    for (int tries = 0; tries < 2000; tries++) {
        int writable = open(path, O_WRONLY);
        if (writable < 0) continue;
        printf("HOLE the keeper's program is open for writing\n");
        if (write(writable, "#", 1) == 1) printf("HOLE written into the keeper's program\n");
        close(writable);
    }
    close(file);
}

// hunt SECONDS: looks at every process that appears, as fast as it can, and tries to get hold of it while it is not
// yet a program of the VE. Prints HOLE with what it got, and in the end how many processes it saw, and how often it
// met one whose program it could not read.
static void hunt(int seconds) {
    time_t end = time(NULL) + seconds;
    static unsigned char known[1 << 22];
    long seen = 0, denied = 0;
    known[getpid()] = 1;
    while (time(NULL) < end) {
        DIR *proc = opendir("/proc");
        struct dirent *entry;
        while ((entry = readdir(proc)) != NULL) {
            int pid = atoi(entry->d_name);
            if (pid <= 1 || pid >= (int)sizeof(known) || known[pid]) continue;
            char path[64], link[4096];
            snprintf(path, sizeof(path), "/proc/%d/exe", pid);
            ssize_t length = readlink(path, link, sizeof(link) - 1);
            if (length < 0) {
                if (errno == EACCES || errno == EPERM) {
                    denied++;
                    grab(pid);
                }
                continue;
            }
            link[length] = 0;
            if (strstr(link, "memfd:") != NULL) overwrite(path);
            known[pid] = 1;
            seen++;
        }
        closedir(proc);
    }
    printf("saw %ld denied %ld\n", seen, denied);
}

// ---- things to be found ------------------------------------------------------------------------------------------

// abstract NAME | sysv KEY | mqueue NAME: whether one is there; with "make" first it is made and kept.
static void ipc(int make, const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "%s", name);
    socklen_t length = (socklen_t)(sizeof(sa_family_t) + 1 + strlen(name));
    int file = socket(AF_UNIX, SOCK_STREAM, 0);
    char path[64];
    snprintf(path, sizeof(path), "/%s", name);
    key_t key = 0x56455a45;
    if (make) {
        say("abstract", bind(file, (struct sockaddr *)&address, length) < 0 ? -1 : listen(file, 5));
        say("sysv", shmget(key, 4096, IPC_CREAT | 0666));
        say("mqueue", mq_open(path, O_CREAT | O_RDWR, 0666, NULL));
        fflush(stdout);
        pause();
    }
    say("abstract", connect(file, (struct sockaddr *)&address, length));
    say("sysv", shmget(key, 0, 0));
    say("mqueue", mq_open(path, O_RDWR));
}

static void remove_ipc(const char *name) {
    char path[64];
    snprintf(path, sizeof(path), "/%s", name);
    mq_unlink(path);
    shmctl(shmget(0x56455a45, 0, 0), IPC_RMID, NULL);
}

// ---- hogs --------------------------------------------------------------------------------------------------------

// Takes as much of something as it gets, prints how much and what ended it, and holds it until killed.
static void hog(const char *what, long most) {
    long count = 0;
    long result = 0;
    struct rlimit files = {0, 0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    while (count < most && result >= 0) {
        if (!strcmp(what, "inotify")) result = inotify_init1(0);
        else if (!strcmp(what, "file")) result = open("/dev/null", O_RDONLY);
        else if (!strcmp(what, "key")) {
            char name[32];
            snprintf(name, sizeof(name), "hog%ld", count);
            result = syscall(SYS_add_key, "user", name, "0123456789", 10, -2 /* process */);
        } else if (!strcmp(what, "namespace")) {
            int ends[2];
            if (pipe(ends) < 0) result = -1;
            else {
                pid_t child = fork();
                if (child < 0) result = -1;
                if (child == 0) {
                    int bad = unshare(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC) < 0 ? errno : 0;
                    if (write(ends[1], &bad, sizeof(bad)) < 0 || bad) _exit(1);
                    pause();
                }
                int bad = 0;
                if (child > 0 && read(ends[0], &bad, sizeof(bad)) > 0 && bad) {
                    errno = bad;
                    result = -1;
                }
                close(ends[0]);
                close(ends[1]);
            }
        } else if (!strcmp(what, "socket")) {
            struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(1 + count % 65000))};
            to.sin_addr.s_addr = htonl(0xc6336400u + 202); // 198.51.100.202
            int file = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            result = file;
            if (file >= 0) connect(file, (struct sockaddr *)&to, sizeof(to));
        } else fail(what);
        if (result >= 0) count++;
    }
    printf("%ld %s\n", count, said(result));
    fflush(stdout);
    pause();
}

// scan: a datagram to each of 8,000 addresses, IPv4 and IPv6.
static void scan(void) {
    int four = socket(AF_INET, SOCK_DGRAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0);
    for (uint32_t i = 0; i < 4000; i++) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
        to.sin_addr.s_addr = htonl(0xcb007100u + (10u << 16) + i);
        sendto(four, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
        struct sockaddr_in6 far = {.sin6_family = AF_INET6, .sin6_port = htons(9)};
        inet_pton(AF_INET6, "2001:db8:1::", &far.sin6_addr);
        far.sin6_addr.s6_addr[14] = (uint8_t)(i >> 8);
        far.sin6_addr.s6_addr[15] = (uint8_t)i;
        sendto(six, "x", 1, 0, (struct sockaddr *)&far, sizeof(far));
    }
}

// ---- frames ------------------------------------------------------------------------------------------------------

static uint16_t sum(const void *data, size_t length, uint32_t start) {
    const uint8_t *bytes = data;
    uint32_t total = start;
    for (size_t i = 0; i < length; i++) total += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
    while (total >> 16) total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

static void send_frame(const char *device, const uint8_t *frame, size_t length) {
    int file = socket(AF_PACKET, SOCK_RAW, 0);
    if (file < 0) fail("packet socket");
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(device), .sll_halen = 6};
    memcpy(to.sll_addr, frame, 6);
    if (sendto(file, frame, length, 0, (struct sockaddr *)&to, sizeof(to)) < 0) fail("send frame");
    close(file);
}

static size_t ethernet(uint8_t *frame, const char *device, const char *source, uint16_t kind, int multicast) {
    struct ifreq request = {0};
    snprintf(request.ifr_name, IFNAMSIZ, "%s", device);
    int file = socket(AF_INET, SOCK_DGRAM, 0);
    if (ioctl(file, SIOCGIFHWADDR, &request) < 0) fail("SIOCGIFHWADDR");
    close(file);
    memcpy(frame, request.ifr_hwaddr.sa_data, 6);
    memcpy(frame + 6, request.ifr_hwaddr.sa_data, 6);
    if (multicast) memcpy(frame, "\x33\x33\0\0\0\1", 6);
    // venet takes what bears its own address; on Ethernet whoever is addressed hears a broadcast.
    else if (strncmp(device, "venet", 5)) memset(frame, 0xff, 6);
    unsigned int mac[6];
    if (sscanf(source, "%x:%x:%x:%x:%x:%x", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) == 6)
        for (int i = 0; i < 6; i++) frame[6 + i] = (uint8_t)mac[i];
    frame[12] = (uint8_t)(kind >> 8);
    frame[13] = (uint8_t)kind;
    return 14;
}

// firewall: nftables' socket, and an empty table of iptables, which is refused as such (EINVAL) where it is let through.
static void firewall(void) {
    char nothing[4] = {0};
    int raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    if (raw < 0) fail("raw socket");
    say("nftables", socket(AF_NETLINK, SOCK_RAW, 12));
    say("iptables", setsockopt(raw, IPPROTO_IP, 64, nothing, sizeof(nothing)));
}

// udp4|udp6 DEVICE MAC FROM TO PORT WORD: one datagram with whatever source is wanted; MAC "-" is the device's own.
static void udp(int version, char **words) {
    uint8_t frame[512] = {0};
    size_t at = ethernet(frame, words[0], words[1], version == 4 ? ETHERTYPE_IP : ETHERTYPE_IPV6, 0);
    size_t text = strlen(words[5]), payload = 8 + text;
    uint8_t *ip = frame + at;
    size_t head = version == 4 ? 20 : 40;
    if (version == 4) {
        ip[0] = 0x45;
        ip[3] = (uint8_t)(20 + payload);
        ip[8] = 64;
        ip[9] = IPPROTO_UDP;
        if (inet_pton(AF_INET, words[2], ip + 12) != 1 || inet_pton(AF_INET, words[3], ip + 16) != 1) fail("address");
        uint16_t check = sum(ip, 20, 0);
        ip[10] = (uint8_t)(check >> 8);
        ip[11] = (uint8_t)check;
    } else {
        ip[0] = 0x60;
        ip[5] = (uint8_t)payload;
        ip[6] = IPPROTO_UDP;
        ip[7] = 64;
        if (inet_pton(AF_INET6, words[2], ip + 8) != 1 || inet_pton(AF_INET6, words[3], ip + 24) != 1) fail("address");
    }
    uint8_t *datagram = ip + head;
    unsigned int port = (unsigned int)atoi(words[4]);
    datagram[0] = 0x30;
    datagram[1] = 0x39;
    datagram[2] = (uint8_t)(port >> 8);
    datagram[3] = (uint8_t)port;
    datagram[5] = (uint8_t)payload;
    memcpy(datagram + 8, words[5], text);
    if (version == 6) {
        uint32_t pseudo = IPPROTO_UDP + (uint32_t)payload;
        for (int i = 8; i < 40; i += 2) pseudo += (uint32_t)(ip[i] << 8 | ip[i + 1]);
        uint16_t check = sum(datagram, payload, pseudo);
        datagram[6] = (uint8_t)(check >> 8);
        datagram[7] = (uint8_t)check;
    }
    send_frame(words[0], frame, at + head + payload);
}

// icmp6 DEVICE FROM TYPE: a router advertisement (134), neighbour advertisement (136) or redirect (137) to all nodes.
static void icmp6(char **words) {
    uint8_t frame[512] = {0};
    size_t at = ethernet(frame, words[0], "-", ETHERTYPE_IPV6, 1);
    int type = atoi(words[2]);
    uint8_t body[64] = {0};
    size_t length;
    body[0] = (uint8_t)type;
    if (type == 134) {
        body[4] = 64;
        body[6] = 7; // router for 1800 s
        body[7] = 8;
        uint8_t prefix[32] = {3, 4, 64, 0xc0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x20, 1, 0x0d, 0xb8, 0xba, 0xd0};
        memcpy(body + 16, prefix, 32);
        length = 48;
    } else if (type == 136) {
        body[4] = 0x20;
        inet_pton(AF_INET6, words[1], body + 8);
        length = 24;
    } else {
        inet_pton(AF_INET6, words[1], body + 8);
        inet_pton(AF_INET6, "2001:db8::66", body + 24);
        length = 40;
    }
    uint8_t *ip = frame + at;
    ip[0] = 0x60;
    ip[5] = (uint8_t)length;
    ip[6] = IPPROTO_ICMPV6;
    ip[7] = 255;
    inet_pton(AF_INET6, words[1], ip + 8);
    inet_pton(AF_INET6, "ff02::1", ip + 24);
    uint32_t pseudo = IPPROTO_ICMPV6 + (uint32_t)length;
    for (int i = 8; i < 40; i += 2) pseudo += (uint32_t)(ip[i] << 8 | ip[i + 1]);
    uint16_t check = sum(body, length, pseudo);
    body[2] = (uint8_t)(check >> 8);
    body[3] = (uint8_t)check;
    memcpy(ip + 40, body, length);
    send_frame(words[0], frame, at + 40 + length);
}

// arp DEVICE ADDRESS: a gratuitous ARP reply that claims an IPv4 address.
static void arp(char **words) {
    uint8_t frame[64] = {0};
    size_t at = ethernet(frame, words[0], "-", ETHERTYPE_ARP, 0);
    uint8_t *packet = frame + at;
    memcpy(packet, "\0\1\10\0\6\4\0\2", 8);
    memcpy(packet + 8, frame + 6, 6);
    inet_pton(AF_INET, words[1], packet + 14);
    memcpy(packet + 18, frame, 6);
    inet_pton(AF_INET, words[1], packet + 24);
    memset(frame, 0xff, 6);
    send_frame(words[0], frame, at + 28);
}

// tagged DEVICE MAC [ID]...: a broadcast frame from this MAC with these VLAN tags, the outermost first.
static void tagged(char **words, int count) {
    uint8_t frame[128] = {0};
    ethernet(frame, words[0], words[1], ETHERTYPE_IP, 0);
    size_t at = 12;
    for (int i = 2; i < count; i++) {
        int id = atoi(words[i]);
        uint8_t tag[4] = {0x81, 0, (uint8_t)(id >> 8), (uint8_t)id};
        memcpy(frame + at, tag, 4);
        at += 4;
    }
    memcpy(frame + at, "\10\0", 2);
    send_frame(words[0], frame, at + 48);
}

// ---- what a process inherited ------------------------------------------------------------------------------------

static void inherited(void) {
    printf("umask %03o\n", umask(0));
    printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
    printf("scheduler %d\n", sched_getscheduler(0));
    printf("ioprio %ld\n", syscall(SYS_ioprio_get, 1, 0));
    printf("timerslack %d\n", prctl(PR_GET_TIMERSLACK));
    printf("securebits %d\n", prctl(PR_GET_SECUREBITS));
    printf("no-new-privileges %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    printf("dumpable %d\n", prctl(PR_GET_DUMPABLE));
    printf("parent-death %d\n", ({ int signal = 0; prctl(PR_GET_PDEATHSIG, &signal); signal; }));
    printf("groups %d\n", getgroups(0, NULL));
    printf("session %d\n", getsid(0) == getpid());
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    int count = 0;
    unsigned long ignored = 0;
    for (int i = 1; i < 65; i++) {
        if (sigismember(&blocked, i) == 1) count++;
        struct sigaction action;
        if (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN) ignored |= 1UL << (i - 1);
    }
    printf("blocked %d\nignored %lx\n", count, ignored);
}

// ---- VE0's part: a device that was not granted ---------------------------------------------------------------------

// implant PID FILE TARGET: binds a file of VE0 to a path in the mount namespace of a process.
static void implant(char **words) {
    int tree = (int)syscall(SYS_open_tree, AT_FDCWD, words[1], 1 /* CLONE */ | O_CLOEXEC);
    if (tree < 0) fail("open_tree");
    char path[64];
    snprintf(path, sizeof(path), "/proc/%s/ns/mnt", words[0]);
    int there = open(path, O_RDONLY);
    if (there < 0 || setns(there, CLONE_NEWNS) < 0) fail("setns");
    int place = open(words[2], O_PATH);
    if (place < 0) fail(words[2]);
    if (syscall(SYS_move_mount, tree, "", AT_FDCWD, words[2], 4 /* F_EMPTY_PATH */) < 0) fail("move_mount");
}

static int sweep_file(const char *path, const struct stat *status, int kind, struct FTW *where) {
    (void)where;
    if (kind != FTW_F || !S_ISREG(status->st_mode)) return 0;
    int file = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return 0;
    printf("%u %s\n", status->st_uid, path);
    close(file);
    return 0;
}

// sweep DIRECTORY...: opens every file for writing and prints owner and path of those that let it. Directories of
// processes are left out: they belong to who runs them.
static int sweep_entry(const char *path, const struct stat *status, int kind, struct FTW *where) {
    if (kind == FTW_D && where->level == 1 && path[where->base] >= '0' && path[where->base] <= '9')
        return FTW_SKIP_SUBTREE;
    return sweep_file(path, status, kind, where);
}

// setns FILE: tries to enter each kind of namespace by a file.
static void try_setns(const char *file) {
    int there = open(file, O_RDONLY);
    say("open", there);
    if (there >= 0) say("setns", setns(there, 0));
}

// unix PATH: whether something answers at a socket file.
static void try_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    say("connect", connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof(address)));
}

int main(int count, char **words) {
    const char *what = count > 1 ? words[1] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!strcmp(what, "calls")) try_calls();
    else if (!strcmp(what, "terminal")) try_terminal();
    else if (!strcmp(what, "find") && count > 2) say("key", find_key(words[2]));
    else if (!strcmp(what, "plant") && count > 3) return plant_key(words + 2);
    else if (!strcmp(what, "process") && count > 2) try_process(atoi(words[2]));
    else if (!strcmp(what, "hunt") && count > 2) hunt(atoi(words[2]));
    else if (!strcmp(what, "make-ipc") && count > 2) ipc(1, words[2]);
    else if (!strcmp(what, "ipc") && count > 2) ipc(0, words[2]);
    else if (!strcmp(what, "remove-ipc") && count > 2) remove_ipc(words[2]);
    else if (!strcmp(what, "hog") && count > 3) hog(words[2], atol(words[3]));
    else if (!strcmp(what, "scan")) scan();
    else if (!strcmp(what, "udp4") && count > 7) udp(4, words + 2);
    else if (!strcmp(what, "udp6") && count > 7) udp(6, words + 2);
    else if (!strcmp(what, "icmp6") && count > 4) icmp6(words + 2);
    else if (!strcmp(what, "arp") && count > 3) arp(words + 2);
    else if (!strcmp(what, "tagged") && count > 3) tagged(words + 2, count - 2);
    else if (!strcmp(what, "inherited")) inherited();
    else if (!strcmp(what, "implant") && count > 4) implant(words + 2);
    else if (!strcmp(what, "setns") && count > 2) try_setns(words[2]);
    else if (!strcmp(what, "unix") && count > 2) try_unix(words[2]);
    else if (!strcmp(what, "firewall")) firewall();
    else if (!strcmp(what, "sweep"))
        for (int i = 2; i < count; i++) nftw(words[i], sweep_entry, 64, FTW_PHYS | FTW_MOUNT | FTW_ACTIONRETVAL);
    else if (!strcmp(what, "trusted") && count > 2) say("trusted", setxattr(words[2], "trusted.x", "y", 1, 0));
    else if (!strcmp(what, "open") && count > 2) say("open", open(words[2], O_RDWR));
    else {
        fprintf(stderr, "probe: nothing is called %s\n", what);
        return 98;
    }
    return 0;
}
