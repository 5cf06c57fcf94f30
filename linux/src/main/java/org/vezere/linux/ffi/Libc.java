package org.vezere.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The door to the kernel: `syscall(2)` with one signature for every call.
///
/// Linking a new signature costs about 3 ms, a known one 0.1 ms; so everything goes through one, other C
/// functions
/// ([CFunction]) included: seven `long`s in, a `long` out. Both calling conventions that Vezere runs on (System
/// V
/// x86-64, AAPCS64) pass the first integer arguments in registers, where those that a function does not take do
/// no
/// harm.
/// Pointers are addresses of [Block]s that the caller keeps alive during the call.
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle INVOKE = LINKER.downcallHandle(
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));
    private static final MemorySegment SYSCALL = LINKER.defaultLookup().findOrThrow("syscall");

    private static final int EINTR = 4;

    private Libc() {}

    /// Calls the kernel and repeats the call when a signal interrupted it.
    ///
    /// @return the result, or the negative errno
    public static long call(Syscall call, long... arguments) {
        long result;
        do {
            result = once(call, arguments);
        } while (result == -EINTR);
        return result;
    }

    /// Calls the kernel once.
    ///
    /// @return the result, or the negative errno
    public static long once(Syscall call, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURE);
            long result = (long) INVOKE.invokeExact(
                    SYSCALL,
                    state,
                    (long) call.number(),
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5));
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new AssertionError("syscall " + call.cName() + " cannot be called", impossible);
        }
    }

    /// Calls a C function; what it leaves in `errno` is not looked at.
    static long invoke(MemorySegment function, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) INVOKE.invokeExact(
                    function,
                    arena.allocate(CAPTURE),
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5),
                    argument(arguments, 6));
        } catch (Throwable impossible) {
            throw new AssertionError("C function cannot be called", impossible);
        }
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }
}
