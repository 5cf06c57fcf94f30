package org.vezere.linux;

import org.vezere.linux.ffi.Architecture;

/// Flags of `openat2(2)`. Reading only is what holds when neither [#WRONLY] nor [#RDWR] is given.
public enum OpenFlag implements BitFlag {
    WRONLY(1),
    RDWR(2),
    CREAT(0x40),
    EXCL(0x80),
    /// A terminal that is opened does not become the controlling one.
    NOCTTY(0x100),
    TRUNC(0x200),
    APPEND(0x400),
    /// Neither opening nor reading waits: a FIFO without a writer cannot hang us.
    NONBLOCK(0x800),
    DIRECT(Architecture.pick(0x4000, 0x10000)),
    DIRECTORY(Architecture.pick(0x10000, 0x4000)),
    NOFOLLOW(Architecture.pick(0x20000, 0x8000)),
    NOATIME(0x40000),
    CLOEXEC(0x80000),
    /// Only a place in the tree: nothing is opened, no driver is called.
    PATH(0x200000),
    /// A file without a name, in the directory that is given.
    TMPFILE(0x400000 | DIRECTORY.bits);

    private final long bits;

    OpenFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
