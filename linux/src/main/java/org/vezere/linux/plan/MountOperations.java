package org.vezere.linux.plan;

import static org.vezere.linux.plan.Operations.number;
import static org.vezere.linux.plan.Operations.symbol;

import java.util.Collection;
import java.util.List;
import org.vezere.linux.BitFlag;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.ffi.Syscall;

/// Mounts by the descriptor-based interface (`fsopen(2)`, `open_tree(2)`, `move_mount(2)`, `mount_setattr(2)`)
/// and
/// the
/// change of the root directory.
public final class MountOperations {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int AT_NOFOLLOW = 0x100;
    private static final long OPEN_TREE_CLONE_CLOEXEC = 1 | 0x80000;

    private final Operations operations;

    MountOperations(Operations operations) {
        this.operations = operations;
    }

    /// Begins a new filesystem of a type; the result is its configuration.
    public Step fsopen(String type) {
        return operations.syscall(Syscall.FSOPEN, operations.string(type), symbol(1, "cloexec"));
    }

    /// Sets `key=value`.
    public Step fsconfigString(Descriptor filesystem, String key, String value) {
        return operations.syscall(
                Syscall.FSCONFIG,
                filesystem,
                symbol(1, "string"),
                operations.string(key),
                operations.string(value),
                number(0));
    }

    /// Sets a flag without a value.
    public Step fsconfigFlag(Descriptor filesystem, String key) {
        return operations.syscall(
                Syscall.FSCONFIG, filesystem, symbol(0, "flag"), operations.string(key), number(0), number(0));
    }

    /// Sets a key to an open file, such as a layer of overlay (kernel 6.13 and later for that).
    public Step fsconfigDescriptor(Descriptor filesystem, String key, Descriptor value) {
        return operations.syscall(
                Syscall.FSCONFIG, filesystem, symbol(5, "fd"), operations.string(key), number(0), value);
    }

    /// Makes the filesystem that was configured.
    public Step fsconfigCreate(Descriptor filesystem) {
        return operations.syscall(Syscall.FSCONFIG, filesystem, symbol(6, "create"), number(0), number(0), number(0));
    }

    /// Makes a detached mount of a filesystem that was created.
    public Step fsmount(Descriptor filesystem, MountAttribute... attributes) {
        return operations.syscall(
                Syscall.FSMOUNT, filesystem, symbol(1, "cloexec"), Operand.Flags.of(List.of(attributes)));
    }

    /// All of [#fsopen], configuration, creation and [#fsmount] in one; the configuration is closed again.
    ///
    /// @param options `key=value` or flags, in order
    /// @return the detached mount
    public Register filesystem(String type, Collection<String> options, MountAttribute... attributes) {
        Register configuration = fsopen(type).as("open filesystem " + type).result();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 0) {
                fsconfigFlag(configuration, option).as("configure " + type);
            } else {
                fsconfigString(configuration, option.substring(0, equals), option.substring(equals + 1))
                        .as("configure " + type);
            }
        }
        fsconfigCreate(configuration).as("make filesystem " + type);
        Register mount = fsmount(configuration, attributes).as("mount " + type).result();
        operations.files().close(configuration);
        return mount;
    }

    /// A detached copy of the mount at a descriptor, as a bind mount is.
    ///
    /// @param recursive with all mounts below
    public Step cloneTree(Descriptor source, boolean recursive) {
        return operations.syscall(
                Syscall.OPEN_TREE,
                source,
                operations.string(""),
                symbol(
                        OPEN_TREE_CLONE_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
                        recursive ? "clone|recursive" : "clone"));
    }

    /// A detached copy of the mount at a path below a descriptor; a link at the end of the path is not
    /// followed.
    public Step cloneTree(Descriptor at, String path, boolean recursive) {
        return operations.syscall(
                Syscall.OPEN_TREE,
                at,
                operations.string(path),
                symbol(
                        OPEN_TREE_CLONE_CLOEXEC | AT_NOFOLLOW | (recursive ? AT_RECURSIVE : 0),
                        recursive ? "clone|recursive" : "clone"));
    }

    /// Attaches a detached mount to the very file or directory that is open, whatever its name now is.
    public Step attach(Descriptor mount, Descriptor target) {
        return operations.syscall(
                Syscall.MOVE_MOUNT,
                mount,
                operations.string(""),
                target,
                operations.string(""),
                symbol(0x4 | 0x40, "onto"));
    }

    /// Attaches a detached mount to a name below a directory; links are not followed at the end.
    public Step attach(Descriptor mount, Descriptor at, String path) {
        return operations.syscall(
                Syscall.MOVE_MOUNT, mount, operations.string(""), at, operations.string(path), symbol(0x4, "onto"));
    }

    /// Sets and clears attributes of the mount at a descriptor.
    public Step setAttributes(
            Descriptor mount, boolean recursive, Collection<MountAttribute> set, Collection<MountAttribute> clear) {
        return mountSetattr(mount, recursive, BitFlag.of(set), BitFlag.of(clear), 0, 0, new Attributes(set, clear));
    }

    /// Shows the ids of a detached mount as a user namespace maps them.
    ///
    /// @param userNamespace descriptor of the namespace
    public Step idmap(Descriptor mount, boolean recursive, NumberedDescriptor userNamespace) {
        return mountSetattr(
                mount, recursive, 0x100000, 0, 0, userNamespace.number(), "idmap by " + userNamespace.words());
    }

    /// Cuts all mounts of the namespace off from the one it was copied from: nothing goes back, nothing comes.
    public Step makeAllPrivate() {
        byte[] attr = attributes(0, 0, 1 << 18, 0);
        return operations
                .syscall(
                        Syscall.MOUNT_SETATTR,
                        Descriptor.NONE,
                        operations.string("/"),
                        symbol(AT_RECURSIVE, "recursive"),
                        operations.data().bytes(attr, "private"),
                        number(attr.length))
                .as("cut mounts off from VE0's");
    }

    /// Makes the current directory the root and takes the old root away wholly.
    ///
    /// The trick with two dots needs no directory for the old root: it comes to lie upon the new one and is
    /// detached there (pivot_root(2), NOTES).
    public void pivotIntoCurrentDirectory() {
        operations
                .syscall(Syscall.PIVOT_ROOT, operations.string("."), operations.string("."))
                .as("change the root");
        unmountDetached(".").as("take VE0's root away");
        operations.files().chdir("/");
    }

    /// Takes a mount away at once, in use or not.
    public Step unmountDetached(String path) {
        return operations.syscall(Syscall.UMOUNT2, operations.string(path), symbol(2, "detach"));
    }

    private Step mountSetattr(
            Descriptor mount, boolean recursive, long set, long clear, long propagation, long userNs, Object meaning) {
        byte[] attr = attributes(set, clear, propagation, userNs);
        return operations.syscall(
                Syscall.MOUNT_SETATTR,
                mount,
                operations.string(""),
                symbol(AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), recursive ? "recursive" : "one mount"),
                operations.data().bytes(attr, meaning),
                number(attr.length));
    }

    private static byte[] attributes(long set, long clear, long propagation, long userNs) {
        boolean time = (set & MountAttribute.ATIME_MASK) != 0;
        return PlanData.buffer(32)
                .putLong(set)
                .putLong(time ? clear | MountAttribute.ATIME_MASK : clear)
                .putLong(propagation)
                .putLong(userNs)
                .array();
    }

    private record Attributes(Collection<MountAttribute> set, Collection<MountAttribute> clear) {
        @Override
        public String toString() {
            return "set " + BitFlag.words(set) + " clear " + BitFlag.words(clear);
        }
    }
}
