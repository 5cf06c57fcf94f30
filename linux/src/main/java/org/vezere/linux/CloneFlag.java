package org.vezere.linux;

/// What a new process gets of its own: namespaces for `clone3(2)`, `unshare(2)` and `setns(2)`.
public enum CloneFlag implements BitFlag {
    NEWTIME(0x80),
    NEWNS(0x20000),
    NEWCGROUP(0x2000000),
    NEWUTS(0x4000000),
    NEWIPC(0x8000000),
    NEWUSER(0x10000000),
    NEWPID(0x20000000),
    NEWNET(0x40000000),
    /// Handlers of signals are reset; ignored signals stay ignored. For `clone3` only.
    CLEAR_SIGHAND(0x100000000L);

    private final long bits;

    CloneFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
