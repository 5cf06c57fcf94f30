package org.vezere.linux;

/// What the kernel answers when it refuses: number, name and a sentence for people. Texts follow `man 3 errno`.
public enum Errno {
    EPERM(1, "not permitted"),
    ENOENT(2, "no such file or directory"),
    ESRCH(3, "no such process"),
    EINTR(4, "interrupted"),
    EIO(5, "input/output error"),
    ENXIO(6, "no such device or address"),
    E2BIG(7, "argument list too long"),
    ENOEXEC(8, "not a program this kernel can execute"),
    EBADF(9, "not an open file"),
    ECHILD(10, "no such child process"),
    EAGAIN(11, "not available now"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "access refused"),
    EFAULT(14, "bad address"),
    EBUSY(16, "in use"),
    EEXIST(17, "exists already"),
    EXDEV(18, "leads to another filesystem or out of the tree"),
    ENODEV(19, "no such device or filesystem type"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many open files on this machine"),
    EMFILE(24, "too many open files in this process"),
    ENOTTY(25, "operation not known to this kind of file"),
    ETXTBSY(26, "program file is being written"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no space left"),
    ESPIPE(29, "cannot seek"),
    EROFS(30, "filesystem is read-only"),
    EMLINK(31, "too many links"),
    EPIPE(32, "other end is closed"),
    ERANGE(34, "result too large"),
    ENAMETOOLONG(36, "name too long"),
    ENOSYS(38, "not known to this kernel"),
    ENOTEMPTY(39, "directory not empty"),
    ELOOP(40, "symbolic link refused or too many of them"),
    ENODATA(61, "no such data"),
    ENOSTR(60, "not a stream"),
    EPROTO(71, "protocol error"),
    EBADMSG(74, "malformed message"),
    EOVERFLOW(75, "value or id has no place here"),
    EUSERS(87, "too many users or nested user namespaces"),
    ENOTSOCK(88, "not a socket"),
    EMSGSIZE(90, "message too long"),
    EPROTONOSUPPORT(93, "protocol not supported"),
    EOPNOTSUPP(95, "not supported"),
    EAFNOSUPPORT(97, "address family not supported"),
    EADDRINUSE(98, "address in use"),
    EADDRNOTAVAIL(99, "address not available here"),
    ENETDOWN(100, "network is down"),
    ENETUNREACH(101, "network unreachable"),
    ECONNRESET(104, "connection reset"),
    ENOBUFS(105, "no buffer space"),
    ENOTCONN(107, "not connected"),
    ETIMEDOUT(110, "timed out"),
    ECONNREFUSED(111, "connection refused"),
    EHOSTUNREACH(113, "host unreachable"),
    EALREADY(114, "already in progress"),
    ESTALE(116, "stale file handle"),
    EUCLEAN(117, "filesystem is damaged"),
    EDQUOT(122, "quota exceeded"),
    ECANCELED(125, "cancelled"),
    EOWNERDEAD(130, "killed while it was being started"),
    ENOKEY(126, "no such key"),
    UNKNOWN(0, "error unknown to Vezere");

    private final int number;
    private final String sentence;

    Errno(int number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    /// The errno of a number; [#UNKNOWN] when Vezere has no words for it.
    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return UNKNOWN;
    }

    /// The number in the kernel's interface.
    public int number() {
        return number;
    }

    /// Words for a person, without a capital or a full stop.
    public String sentence() {
        return sentence;
    }
}
