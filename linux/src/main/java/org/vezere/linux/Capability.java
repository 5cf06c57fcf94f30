package org.vezere.linux;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// The capabilities of `capabilities(7)`.
public enum Capability implements BitFlag {
    CHOWN(0),
    DAC_OVERRIDE(1),
    DAC_READ_SEARCH(2),
    FOWNER(3),
    FSETID(4),
    KILL(5),
    SETGID(6),
    SETUID(7),
    SETPCAP(8),
    LINUX_IMMUTABLE(9),
    NET_BIND_SERVICE(10),
    NET_BROADCAST(11),
    NET_ADMIN(12),
    NET_RAW(13),
    IPC_LOCK(14),
    IPC_OWNER(15),
    SYS_MODULE(16),
    SYS_RAWIO(17),
    SYS_CHROOT(18),
    SYS_PTRACE(19),
    SYS_PACCT(20),
    SYS_ADMIN(21),
    SYS_BOOT(22),
    SYS_NICE(23),
    SYS_RESOURCE(24),
    SYS_TIME(25),
    SYS_TTY_CONFIG(26),
    MKNOD(27),
    LEASE(28),
    AUDIT_WRITE(29),
    AUDIT_CONTROL(30),
    SETFCAP(31),
    MAC_OVERRIDE(32),
    MAC_ADMIN(33),
    SYSLOG(34),
    WAKE_ALARM(35),
    BLOCK_SUSPEND(36),
    AUDIT_READ(37),
    PERFMON(38),
    BPF(39),
    CHECKPOINT_RESTORE(40);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /// The kernel's number.
    public int number() {
        return number;
    }

    @Override
    public long bits() {
        return 1L << number;
    }

    /// The name as configuration files write it: lower case, without `cap_`.
    public String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Finds a capability by name, with or without `CAP_`, in any case.
    public static Optional<Capability> find(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        if (wanted.startsWith("CAP_")) {
            wanted = wanted.substring(4);
        }
        for (Capability capability : values()) {
            if (capability.name().equals(wanted)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }

    /// The bit mask of a set, as `/proc/PID/status` shows it.
    public static long mask(Collection<Capability> capabilities) {
        return BitFlag.of(capabilities);
    }
}
