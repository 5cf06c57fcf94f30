package org.vezere.linux.ffi;

import java.util.List;
import org.vezere.linux.ffi.Struct.Field;

/// The structures shared with the kernel and the C library, field by field, for 64-bit machines.
///
/// Where a layout differs between architectures it is said there. Names are those of C.
public final class Layouts {
    private Layouts() {}

    /// `openat2(2)`.
    public static final class OpenHow {
        private static final Struct.Builder BUILDER = Struct.named("struct open_how", "linux/openat2.h");
        public static final Field FLAGS = BUILDER.u64("flags");
        public static final Field MODE = BUILDER.u64("mode");
        public static final Field RESOLVE = BUILDER.u64("resolve");
        public static final Struct STRUCT = BUILDER.build();

        private OpenHow() {}
    }

    /// `mount_setattr(2)`.
    public static final class MountAttr {
        private static final Struct.Builder BUILDER = Struct.named("struct mount_attr", "linux/mount.h");
        public static final Field ATTR_SET = BUILDER.u64("attr_set");
        public static final Field ATTR_CLR = BUILDER.u64("attr_clr");
        public static final Field PROPAGATION = BUILDER.u64("propagation");
        public static final Field USERNS_FD = BUILDER.u64("userns_fd");
        public static final Struct STRUCT = BUILDER.build();

        private MountAttr() {}
    }

    /// `loop(4)`: state of a loop device.
    public static final class LoopInfo {
        private static final Struct.Builder BUILDER = Struct.named("struct loop_info64", "linux/loop.h");
        public static final Field DEVICE = BUILDER.u64("lo_device");
        public static final Field INODE = BUILDER.u64("lo_inode");
        public static final Field RDEVICE = BUILDER.u64("lo_rdevice");
        public static final Field OFFSET = BUILDER.u64("lo_offset");
        public static final Field SIZE_LIMIT = BUILDER.u64("lo_sizelimit");
        public static final Field NUMBER = BUILDER.u32("lo_number");
        public static final Field ENCRYPT_TYPE = BUILDER.u32("lo_encrypt_type");
        public static final Field ENCRYPT_KEY_SIZE = BUILDER.u32("lo_encrypt_key_size");
        public static final Field FLAGS = BUILDER.u32("lo_flags");
        public static final Field FILE_NAME = BUILDER.array("lo_file_name", 1, 64);
        public static final Field CRYPT_NAME = BUILDER.array("lo_crypt_name", 1, 64);
        public static final Field ENCRYPT_KEY = BUILDER.array("lo_encrypt_key", 1, 32);
        public static final Field INIT = BUILDER.array("lo_init", 8, 2);
        public static final Struct STRUCT = BUILDER.build();

        private LoopInfo() {}
    }

    /// `LOOP_CONFIGURE`; the [LoopInfo] lies inside at the offset of its first field.
    public static final class LoopConfig {
        private static final Struct.Builder BUILDER = Struct.named("struct loop_config", "linux/loop.h");
        public static final Field FD = BUILDER.u32("fd");
        public static final Field BLOCK_SIZE = BUILDER.u32("block_size");
        public static final Field INFO = BUILDER.array("info", 8, LoopInfo.STRUCT.size() / 8);
        public static final Field RESERVED = BUILDER.array("__reserved", 8, 8);
        public static final Struct STRUCT = BUILDER.build();

        private LoopConfig() {}
    }

    /// `recvmsg(2)`.
    public static final class Msghdr {
        private static final Struct.Builder BUILDER = Struct.named("struct msghdr", "sys/socket.h");
        public static final Field NAME = BUILDER.u64("msg_name");
        public static final Field NAMELEN = BUILDER.u32("msg_namelen");
        public static final Field IOV = BUILDER.u64("msg_iov");
        public static final Field IOVLEN = BUILDER.u64("msg_iovlen");
        public static final Field CONTROL = BUILDER.u64("msg_control");
        public static final Field CONTROLLEN = BUILDER.u64("msg_controllen");
        public static final Field FLAGS = BUILDER.u32("msg_flags");
        public static final Struct STRUCT = BUILDER.build();

        private Msghdr() {}
    }

    /// `cmsg(3)`: heads each control message; its data follow.
    public static final class Cmsghdr {
        private static final Struct.Builder BUILDER = Struct.named("struct cmsghdr", "sys/socket.h");
        public static final Field LEN = BUILDER.u64("cmsg_len");
        public static final Field LEVEL = BUILDER.u32("cmsg_level");
        public static final Field TYPE = BUILDER.u32("cmsg_type");
        public static final Struct STRUCT = BUILDER.build();

        private Cmsghdr() {}
    }

    /// `readv(2)`.
    public static final class Iovec {
        private static final Struct.Builder BUILDER = Struct.named("struct iovec", "sys/uio.h");
        public static final Field BASE = BUILDER.u64("iov_base");
        public static final Field LEN = BUILDER.u64("iov_len");
        public static final Struct STRUCT = BUILDER.build();

        private Iovec() {}
    }

    /// `poll(2)`.
    public static final class Pollfd {
        private static final Struct.Builder BUILDER = Struct.named("struct pollfd", "poll.h");
        public static final Field FD = BUILDER.u32("fd");
        public static final Field EVENTS = BUILDER.u16("events");
        public static final Field REVENTS = BUILDER.u16("revents");
        public static final Struct STRUCT = BUILDER.build();

        private Pollfd() {}
    }

    /// `epoll_wait(2)`. Packed on x86-64 only, so that 32-bit programs share it.
    public static final class EpollEvent {
        private static final Struct.Builder BUILDER = Architecture.CURRENT == Architecture.X86_64
                ? Struct.packed("struct epoll_event", "sys/epoll.h")
                : Struct.named("struct epoll_event", "sys/epoll.h");
        public static final Field EVENTS = BUILDER.u32("events");
        public static final Field DATA = BUILDER.u64("data");
        public static final Struct STRUCT = BUILDER.build();

        private EpollEvent() {}
    }

    /// `waitid(2)`: how a child ended. C hides the fields behind macros of the same names.
    public static final class Siginfo {
        private static final Struct.Builder BUILDER = Struct.named("siginfo_t", "signal.h");
        public static final Field SIGNO = BUILDER.u32("si_signo");
        public static final Field ERRNO = BUILDER.u32("si_errno");
        public static final Field CODE = BUILDER.u32("si_code");
        public static final Field PID = BUILDER.skip(4).u32("si_pid");
        public static final Field UID = BUILDER.u32("si_uid");
        public static final Field STATUS = BUILDER.u32("si_status");
        public static final Struct STRUCT = BUILDER.skip(100).build();

        private Siginfo() {}
    }

    /// `statfs(2)`.
    public static final class Statfs {
        private static final Struct.Builder BUILDER = Struct.named("struct statfs", "sys/vfs.h");
        public static final Field TYPE = BUILDER.u64("f_type");
        public static final Field BSIZE = BUILDER.u64("f_bsize");
        public static final Field BLOCKS = BUILDER.u64("f_blocks");
        public static final Field BFREE = BUILDER.u64("f_bfree");
        public static final Field BAVAIL = BUILDER.u64("f_bavail");
        public static final Field FILES = BUILDER.u64("f_files");
        public static final Field FFREE = BUILDER.u64("f_ffree");
        public static final Field FSID = BUILDER.array("f_fsid", 4, 2);
        public static final Field NAMELEN = BUILDER.u64("f_namelen");
        public static final Field FRSIZE = BUILDER.u64("f_frsize");
        public static final Field FLAGS = BUILDER.u64("f_flags");
        public static final Field SPARE = BUILDER.array("f_spare", 8, 4);
        public static final Struct STRUCT = BUILDER.build();

        private Statfs() {}
    }

    /// `statx(2)`.
    public static final class Statx {
        private static final Struct.Builder BUILDER = Struct.named("struct statx", "linux/stat.h");
        public static final Field MASK = BUILDER.u32("stx_mask");
        public static final Field BLKSIZE = BUILDER.u32("stx_blksize");
        public static final Field ATTRIBUTES = BUILDER.u64("stx_attributes");
        public static final Field NLINK = BUILDER.u32("stx_nlink");
        public static final Field UID = BUILDER.u32("stx_uid");
        public static final Field GID = BUILDER.u32("stx_gid");
        public static final Field MODE = BUILDER.u16("stx_mode");
        public static final Field INO = BUILDER.u64("stx_ino");
        public static final Field SIZE = BUILDER.u64("stx_size");
        public static final Field BLOCKS = BUILDER.u64("stx_blocks");
        public static final Field ATTRIBUTES_MASK = BUILDER.u64("stx_attributes_mask");
        public static final Field ATIME_SEC = BUILDER.u64("stx_atime.tv_sec");
        public static final Field ATIME_NSEC = BUILDER.u32("stx_atime.tv_nsec");
        public static final Field MTIME_SEC = BUILDER.skip(4 + 16 + 16).u64("stx_mtime.tv_sec");
        public static final Field MTIME_NSEC = BUILDER.u32("stx_mtime.tv_nsec");
        public static final Field RDEV_MAJOR = BUILDER.skip(4).u32("stx_rdev_major");
        public static final Field RDEV_MINOR = BUILDER.u32("stx_rdev_minor");
        public static final Field DEV_MAJOR = BUILDER.u32("stx_dev_major");
        public static final Field DEV_MINOR = BUILDER.u32("stx_dev_minor");
        public static final Field MNT_ID = BUILDER.u64("stx_mnt_id");
        public static final Struct STRUCT = BUILDER.skip(256 - 152).build();

        private Statx() {}
    }

    /// `prlimit(2)`.
    public static final class Rlimit {
        private static final Struct.Builder BUILDER = Struct.named("struct rlimit", "sys/resource.h");
        public static final Field CURRENT = BUILDER.u64("rlim_cur");
        public static final Field MAXIMUM = BUILDER.u64("rlim_max");
        public static final Struct STRUCT = BUILDER.build();

        private Rlimit() {}
    }

    /// `timespec(3)`.
    public static final class Timespec {
        private static final Struct.Builder BUILDER = Struct.named("struct timespec", "time.h");
        public static final Field SECONDS = BUILDER.u64("tv_sec");
        public static final Field NANOSECONDS = BUILDER.u64("tv_nsec");
        public static final Struct STRUCT = BUILDER.build();

        private Timespec() {}
    }

    /// A classic BPF program as `seccomp(2)` takes it.
    public static final class SockFprog {
        private static final Struct.Builder BUILDER = Struct.named("struct sock_fprog", "linux/filter.h");
        public static final Field LEN = BUILDER.u16("len");
        public static final Field FILTER = BUILDER.u64("filter");
        public static final Struct STRUCT = BUILDER.build();

        private SockFprog() {}
    }

    /// Window size of a terminal, `tty_ioctl(4)`.
    public static final class Winsize {
        private static final Struct.Builder BUILDER = Struct.named("struct winsize", "sys/ioctl.h");
        public static final Field ROWS = BUILDER.u16("ws_row");
        public static final Field COLUMNS = BUILDER.u16("ws_col");
        public static final Field X_PIXELS = BUILDER.u16("ws_xpixel");
        public static final Field Y_PIXELS = BUILDER.u16("ws_ypixel");
        public static final Struct STRUCT = BUILDER.build();

        private Winsize() {}
    }

    /// Address of a Unix socket, `unix(7)`.
    public static final class SockaddrUn {
        private static final Struct.Builder BUILDER = Struct.named("struct sockaddr_un", "sys/un.h");
        public static final Field FAMILY = BUILDER.u16("sun_family");
        public static final Field PATH = BUILDER.array("sun_path", 1, 108);
        public static final Struct STRUCT = BUILDER.build();

        private SockaddrUn() {}
    }

    /// One argument comparison of a libseccomp rule (`struct scmp_arg_cmp` of seccomp.h, which needs no
    /// installing).
    public static final class ScmpArgCmp {
        private static final Struct.Builder BUILDER = Struct.named("struct scmp_arg_cmp");
        public static final Field ARG = BUILDER.u32("arg");
        public static final Field OP = BUILDER.u32("op");
        public static final Field DATUM_A = BUILDER.u64("datum_a");
        public static final Field DATUM_B = BUILDER.u64("datum_b");
        public static final Struct STRUCT = BUILDER.build();

        private ScmpArgCmp() {}
    }

    /// Head of each record that `getdents64(2)` returns; the name ends with a zero byte.
    public static final class Dirent {
        private static final Struct.Builder BUILDER = Struct.named("struct dirent64", "dirent.h");
        public static final Field INO = BUILDER.u64("d_ino");
        public static final Field OFF = BUILDER.u64("d_off");
        public static final Field RECLEN = BUILDER.u16("d_reclen");
        public static final Field TYPE = BUILDER.u8("d_type");
        public static final Field NAME = BUILDER.array("d_name", 1, 256);
        public static final Struct STRUCT = BUILDER.build();

        private Dirent() {}
    }

    /// All those that the C compiler can check against the system's headers.
    public static List<Struct> checkable() {
        return List.of(
                OpenHow.STRUCT,
                MountAttr.STRUCT,
                LoopInfo.STRUCT,
                LoopConfig.STRUCT,
                Msghdr.STRUCT,
                Cmsghdr.STRUCT,
                Iovec.STRUCT,
                Pollfd.STRUCT,
                EpollEvent.STRUCT,
                Siginfo.STRUCT,
                Statfs.STRUCT,
                Statx.STRUCT,
                Rlimit.STRUCT,
                Timespec.STRUCT,
                SockFprog.STRUCT,
                Winsize.STRUCT,
                SockaddrUn.STRUCT,
                Dirent.STRUCT);
    }
}
