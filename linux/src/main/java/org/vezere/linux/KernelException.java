package org.vezere.linux;

import java.util.function.Supplier;

/// The kernel refused a call. The message names the call, what it was asked, and the reason in words.
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;
    private final int number;

    /// @param call the call's name as in section 2 of the manual
    /// @param arguments what was asked, in words: paths, names, numbers
    /// @param number the errno, positive
    public KernelException(String call, String arguments, int number) {
        super(call + "(" + arguments + "): " + sentence(number));
        this.errno = Errno.of(number);
        this.number = number;
    }

    /// Passes a result through and throws when it is a negative errno.
    ///
    /// @param arguments asked only in case of failure
    public static long check(long result, String call, Supplier<String> arguments) {
        if (result < 0) {
            throw new KernelException(call, arguments.get(), (int) -result);
        }
        return result;
    }

    private static String sentence(int number) {
        Errno errno = Errno.of(number);
        return errno.sentence() + " (" + (errno == Errno.UNKNOWN ? "errno " + number : errno.name()) + ")";
    }

    /// The reason.
    public Errno errno() {
        return errno;
    }

    /// The reason as the kernel's number, also where [#errno] is unknown.
    public int number() {
        return number;
    }

    /// Whether this is the reason.
    public boolean is(Errno reason) {
        return errno == reason;
    }
}
