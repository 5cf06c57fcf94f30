package org.vezere.linux.ffi;

import java.util.Locale;

/// System calls by their kernel names, with the numbers of the architectures that Vezere runs on.
///
/// Numbers from `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`. Calls from
/// 424 on
/// have
/// one number everywhere.
public enum Syscall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    IOCTL(16, 29),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    LSEEK(8, 62),
    MADVISE(28, 233),
    SENDMSG(46, 211),
    RECVMSG(47, 212),
    SOCKET(41, 198),
    SOCKETPAIR(53, 199),
    BIND(49, 200),
    LISTEN(50, 201),
    ACCEPT4(288, 242),
    CONNECT(42, 203),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    SETSOCKOPT(54, 208),
    GETSOCKOPT(55, 209),
    GETSOCKNAME(51, 204),
    SHUTDOWN(48, 210),
    FCNTL(72, 25),
    FLOCK(73, 32),
    FTRUNCATE(77, 46),
    FALLOCATE(285, 47),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    FCHOWNAT(260, 54),
    FCHMODAT(268, 53),
    FSTATFS(138, 44),
    STATFS(137, 43),
    NEWFSTATAT(262, 79),
    STATX(332, 291),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    UNLINKAT(263, 35),
    RENAMEAT2(316, 276),
    SYMLINKAT(266, 36),
    LINKAT(265, 37),
    READLINKAT(267, 78),
    UTIMENSAT(280, 88),
    FACCESSAT(269, 48),
    GETDENTS64(217, 61),
    FSYNC(74, 82),
    UMOUNT2(166, 39),
    MOUNT(165, 40),
    PIVOT_ROOT(155, 41),
    UNSHARE(272, 97),
    SETNS(308, 268),
    CHDIR(80, 49),
    CHROOT(161, 51),
    FCHDIR(81, 50),
    SETHOSTNAME(170, 161),
    PRCTL(157, 167),
    CAPGET(125, 90),
    CAPSET(126, 91),
    KEYCTL(250, 219),
    ADD_KEY(248, 217),
    SETSID(112, 157),
    SETRESUID(117, 147),
    SETRESGID(119, 149),
    SETGROUPS(116, 159),
    SETPRIORITY(141, 140),
    SCHED_SETSCHEDULER(144, 119),
    SCHED_SETAFFINITY(203, 122),
    IOPRIO_SET(251, 30),
    PRLIMIT64(302, 261),
    UMASK(95, 166),
    DUP3(292, 24),
    EXECVE(59, 221),
    KILL(62, 129),
    WAIT4(61, 260),
    WAITID(247, 95),
    GETPID(39, 172),
    GETPPID(110, 173),
    GETTID(186, 178),
    GETUID(102, 174),
    SETFSUID(122, 151),
    SETFSGID(123, 152),
    PERSONALITY(135, 92),
    SYSLOG(103, 116),
    REBOOT(169, 142),
    SECCOMP(317, 277),
    MEMFD_CREATE(319, 279),
    EVENTFD2(290, 19),
    EPOLL_CREATE1(291, 20),
    EPOLL_CTL(233, 21),
    EPOLL_PWAIT(281, 22),
    PPOLL(271, 73),
    PIPE2(293, 59),
    QUOTACTL(179, 60),
    SYNCFS(306, 267),
    BPF(321, 280),
    RT_SIGPROCMASK(14, 135),
    RT_SIGACTION(13, 134),
    SETXATTR(188, 5),
    FGETXATTR(193, 10),
    FSETXATTR(190, 7),
    EXIT_GROUP(231, 94),
    OPENAT(257, 56),
    PIDFD_SEND_SIGNAL(424, 424),
    OPEN_TREE(428, 428),
    MOVE_MOUNT(429, 429),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    PIDFD_OPEN(434, 434),
    CLONE3(435, 435),
    CLOSE_RANGE(436, 436),
    OPENAT2(437, 437),
    PIDFD_GETFD(438, 438),
    MOUNT_SETATTR(442, 442),
    QUOTACTL_FD(443, 443),
    FCHMODAT2(452, 452);

    private final int number;
    private final String cName;

    Syscall(int x86, int generic) {
        this.number = Architecture.pick(x86, generic);
        this.cName = name().toLowerCase(Locale.ROOT);
    }

    /// The number on the running architecture.
    public int number() {
        return number;
    }

    /// The name as in `man 2 NAME`.
    public String cName() {
        return cName;
    }
}
