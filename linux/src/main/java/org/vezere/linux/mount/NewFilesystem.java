package org.vezere.linux.mount;

import java.nio.charset.StandardCharsets;
import org.vezere.linux.BitFlag;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// A filesystem that is being configured before it is mounted: `fsopen(2)`, `fsconfig(2)`, `fsmount(2)`.
///
/// When the kernel refuses, what it says in its own words is part of the exception.
public final class NewFilesystem implements AutoCloseable {
    private static final int CLOEXEC = 1;
    private static final int SET_FLAG = 0;
    private static final int SET_STRING = 1;
    private static final int SET_FD = 5;
    private static final int CREATE = 6;
    private static final int RECONFIGURE = 7;
    private static final int FSPICK_EMPTY_PATH = 8;

    private final String type;
    private final Fd configuration;

    private NewFilesystem(String type, Fd configuration) {
        this.type = type;
        this.configuration = configuration;
    }

    /// Begins.
    ///
    /// @param type such as `ext4`, `overlay`, `tmpfs`
    /// @throws KernelException ENODEV when the kernel does not know the type
    public static NewFilesystem of(String type) {
        try (Scratch scratch = Scratch.open()) {
            long result = Libc.call(Syscall.FSOPEN, scratch.string(type).address(), CLOEXEC);
            return new NewFilesystem(type, new Fd((int) KernelException.check(result, "fsopen", () -> type)));
        }
    }

    /// Begins to change the options of the filesystem behind a mount, such as the size of a tmpfs.
    ///
    /// @param mount open at the mount's root
    public static NewFilesystem of(MountTree mount) {
        try (Scratch scratch = Scratch.open()) {
            long result = Libc.call(
                    Syscall.FSPICK,
                    mount.descriptor().number(),
                    scratch.string("").address(),
                    CLOEXEC | FSPICK_EMPTY_PATH);
            return new NewFilesystem(
                    "filesystem", new Fd((int) KernelException.check(result, "fspick", mount::toString)));
        }
    }

    /// Sets a key to a text; `source` is the device.
    public NewFilesystem option(String key, String value) {
        try (Scratch scratch = Scratch.open()) {
            return configure(
                    SET_STRING,
                    scratch.string(key).address(),
                    scratch.string(value).address(),
                    0,
                    key + "=" + value);
        }
    }

    /// Sets a flag.
    public NewFilesystem flag(String key) {
        try (Scratch scratch = Scratch.open()) {
            return configure(SET_FLAG, scratch.string(key).address(), 0, 0, key);
        }
    }

    /// Sets a key to an open file.
    public NewFilesystem option(String key, Fd value) {
        try (Scratch scratch = Scratch.open()) {
            return configure(SET_FD, scratch.string(key).address(), 0, value.number(), key + "=" + value);
        }
    }

    /// Makes the filesystem and a detached mount of it. This configuration can't be used again.
    ///
    /// @throws KernelException when the kernel refuses the options or finds the device damaged
    public MountTree mount(MountAttribute... attributes) {
        configure(CREATE, 0, 0, 0, "create");
        long result = Libc.call(Syscall.FSMOUNT, configuration.number(), CLOEXEC, BitFlag.of(attributes));
        return new MountTree(new Fd((int) check(result, "fsmount", type)), type);
    }

    /// Applies changed options to the filesystem.
    public void reconfigure() {
        configure(RECONFIGURE, 0, 0, 0, "reconfigure");
    }

    @Override
    public void close() {
        configuration.close();
    }

    private NewFilesystem configure(int command, long key, long value, int file, String words) {
        long result = Libc.call(Syscall.FSCONFIG, configuration.number(), command, key, value, file);
        check(result, "fsconfig", type + ", " + words);
        return this;
    }

    private long check(long result, String call, String words) {
        return KernelException.check(result, call, () -> words + messages());
    }

    /// The kernel leaves lines like `e overlay: ...` to be read from the configuration itself, one for each
    /// read.
    private String messages() {
        StringBuilder messages = new StringBuilder();
        try (Scratch scratch = Scratch.open()) {
            Block line = scratch.block(1024);
            long length = Libc.call(Syscall.READ, configuration.number(), line.address(), line.size());
            while (length > 2) {
                byte[] text = line.bytes(2, (int) length - 2);
                messages.append("; ").append(new String(text, StandardCharsets.UTF_8).strip());
                length = Libc.call(Syscall.READ, configuration.number(), line.address(), line.size());
            }
        }
        return messages.toString();
    }
}
