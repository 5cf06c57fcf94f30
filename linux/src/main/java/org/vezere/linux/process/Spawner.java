package org.vezere.linux.process;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.CFunction;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Starts programs with exactly the descriptors they are given: `posix_spawn(3)`.
///
/// All signal dispositions are the default ones and none is blocked, whatever the JVM has set for itself; the
/// environment is empty. The C library clones with shared memory, so a big heap costs nothing.
///
/// The program is a descriptor, and its path `/proc/self/fd/N` is looked up in the new process, after its
/// descriptors
/// were rearranged. There it is opened once more, at a number that it does not use, so that it closes on exec:
/// nothing
/// of it is left open in the program.
public final class Spawner {
    /// More than any C library needs for the opaque structures of posix_spawn.
    private static final int OPAQUE_BYTES = 1024;

    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_CLOEXEC = 0x80000;

    private final CFunction spawn = CFunction.of("posix_spawn");
    private final CFunction actionsInit = CFunction.of("posix_spawn_file_actions_init");
    private final CFunction actionsDestroy = CFunction.of("posix_spawn_file_actions_destroy");
    private final CFunction addDup2 = CFunction.of("posix_spawn_file_actions_adddup2");
    private final CFunction addClose = CFunction.of("posix_spawn_file_actions_addclose");
    private final CFunction addOpen = CFunction.of("posix_spawn_file_actions_addopen");
    private final Optional<CFunction> addCloseFrom = CFunction.find("posix_spawn_file_actions_addclosefrom_np");
    private final Block attributes;
    private final Block noEnvironment;

    /// Prepares what all spawns have in common.
    public Spawner() {
        // Lives as long as the program: it is needed for every spawn.
        @SuppressWarnings("resource")
        Scratch forever = Scratch.shared();
        attributes = forever.block(OPAQUE_BYTES);
        noEnvironment = forever.block(8);
        Block signals = forever.block(128);
        CFunction.of("posix_spawnattr_init").call(attributes.address());
        CFunction.of("sigemptyset").call(signals.address());
        CFunction.of("posix_spawnattr_setsigmask").call(attributes.address(), signals.address());
        CFunction.of("sigfillset").call(signals.address());
        CFunction.of("posix_spawnattr_setsigdefault").call(attributes.address(), signals.address());
        CFunction.of("posix_spawnattr_setflags").call(attributes.address(), SETSIGDEF | SETSIGMASK);
    }

    /// Starts a program. Somebody must wait for its end ([Reaper]), or it remains as a zombie.
    ///
    /// @param program an executable file, best a sealed [MemoryFile]
    /// @param arguments with the program's own name first
    /// @param descriptors the open file for each number from 0 on; null leaves the number closed
    /// @return the pid
    /// @throws KernelException when it cannot be started
    public int spawn(Fd program, List<String> arguments, List<? extends @Nullable Fd> descriptors) {
        int number = 0;
        while (number < descriptors.size() && descriptors.get(number) != null) {
            number++;
        }
        int parked = Math.max(descriptors.size(), number + 1);
        try (Scratch scratch = Scratch.open();
                Numbers sources = new Numbers(descriptors.size() + 1, parked)) {
            for (int i = 0; i < descriptors.size(); i++) {
                sources.put(i, descriptors.get(i));
            }
            sources.put(descriptors.size(), program);
            Block actions = scratch.block(OPAQUE_BYTES);
            actionsInit.call(actions.address());
            try {
                arrange(scratch, actions.address(), descriptors, sources, number, parked);
                Block pid = scratch.block(8);
                int error = spawn.callInt(
                        pid.address(),
                        scratch.string("/proc/self/fd/" + number).address(),
                        actions.address(),
                        attributes.address(),
                        vector(scratch, arguments).address(),
                        noEnvironment.address());
                if (error != 0) {
                    throw new KernelException("posix_spawn", String.join(" ", arguments), error);
                }
                return pid.i32(0);
            } finally {
                actionsDestroy.call(actions.address());
            }
        }
    }

    private void arrange(
            Scratch scratch,
            long actions,
            List<? extends @Nullable Fd> descriptors,
            Numbers sources,
            int number,
            int parked) {
        for (int i = 0; i < descriptors.size(); i++) {
            if (descriptors.get(i) != null) {
                addDup2.call(actions, sources.at(i), i);
            }
        }
        addDup2.call(actions, sources.at(descriptors.size()), parked);
        for (int i = 0; i < descriptors.size(); i++) {
            if (descriptors.get(i) == null) {
                addClose.call(actions, i);
            }
        }
        closeFrom(actions, parked + 1);
        addClose.call(actions, number);
        // Opened again at the lowest free number: dup2 would have to take the close-on-exec flag away.
        Block path = scratch.string("/proc/self/fd/" + parked);
        addOpen.call(actions, number, path.address(), O_CLOEXEC, 0);
        addClose.call(actions, parked);
    }

    /// Where the C library is too old to close all by itself, the files that are open now are closed one by
    /// one.
    private void closeFrom(long actions, int first) {
        if (addCloseFrom.isPresent()) {
            addCloseFrom.get().call(actions, first);
            return;
        }
        String[] numbers = new java.io.File("/proc/self/fd").list();
        for (String name : numbers == null ? new String[0] : numbers) {
            int number = Integer.parseInt(name);
            if (number >= first) {
                addClose.call(actions, number);
            }
        }
    }

    private static Block vector(Scratch scratch, List<String> texts) {
        Block vector = scratch.block(8L * (texts.size() + 1));
        for (int i = 0; i < texts.size(); i++) {
            vector.putU64(8L * i, scratch.string(texts.get(i)).address());
        }
        return vector;
    }

    /// The files' numbers in this process, all above those they get in the new one: nothing is overwritten on
    /// the way.
    private static final class Numbers implements AutoCloseable {
        private final int[] numbers;
        private final boolean[] ours;
        private final int above;

        Numbers(int count, int above) {
            this.numbers = new int[count];
            this.ours = new boolean[count];
            this.above = above;
        }

        void put(int index, @Nullable Fd file) {
            if (file == null) {
                return;
            }
            int number = file.number();
            if (number <= above) {
                long copy = Libc.call(Syscall.FCNTL, number, F_DUPFD_CLOEXEC, above + 1L);
                numbers[index] = (int) KernelException.check(copy, "fcntl", () -> "copy " + file);
                ours[index] = true;
            } else {
                numbers[index] = number;
            }
        }

        int at(int index) {
            return numbers[index];
        }

        @Override
        public void close() {
            for (int i = 0; i < numbers.length; i++) {
                if (ours[i]) {
                    Libc.once(Syscall.CLOSE, numbers[i]);
                }
            }
        }
    }
}
