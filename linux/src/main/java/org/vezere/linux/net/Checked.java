package org.vezere.linux.net;

import org.vezere.linux.KernelException;

/// Turns a negative errno into the exception of the call that returned it.
final class Checked {
    private Checked() {}

    static int result(int result, String call, String arguments) {
        if (result < 0) {
            throw new KernelException(call, arguments, -result);
        }
        return result;
    }
}
