package org.vezere.linux.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Errno;

/// One finished operation of a plan.
final class Operation {
    private final Code code;
    private final int syscall;
    private final String call;
    private final List<Operand> arguments;
    private final int[] tolerated;
    private final int skip;
    private final @Nullable Register result;
    private final @Nullable String purpose;

    Operation(
            Code code,
            int syscall,
            String call,
            List<Operand> arguments,
            int[] tolerated,
            int skip,
            @Nullable Register result,
            @Nullable String purpose) {
        this.code = code;
        this.syscall = syscall;
        this.call = call;
        this.arguments = arguments;
        this.tolerated = tolerated;
        this.skip = skip;
        this.result = result;
        this.purpose = purpose;
    }

    Code code() {
        return code;
    }

    int syscall() {
        return syscall;
    }

    List<Operand> arguments() {
        return arguments;
    }

    int tolerated(int index) {
        return index < tolerated.length ? tolerated[index] : 0;
    }

    int skip() {
        return skip;
    }

    int resultIndex() {
        return result == null ? -1 : result.index();
    }

    /// The call with its arguments, `mkdirat(root, "proc", 0755)`, after what it is for.
    String words() {
        StringBuilder words = new StringBuilder();
        if (purpose != null) {
            words.append(purpose).append(": ");
        }
        words.append(call).append('(');
        String separator = "";
        for (Operand argument : arguments) {
            words.append(separator).append(argument.words());
            separator = ", ";
        }
        return words.append(')').toString();
    }

    /// [#words] with what becomes of the result.
    String line() {
        StringBuilder line = new StringBuilder(words());
        if (result != null) {
            line.append(" -> ").append(result.words());
        }
        if (tolerated.length > 0) {
            line.append(", tolerating ");
            for (int i = 0; i < tolerated.length; i++) {
                line.append(i == 0 ? "" : ", ")
                        .append(tolerated[i] == Step.ANY_ERRNO ? "any error" : name(tolerated[i]));
            }
        }
        if (skip > 0) {
            line.append(" (then without the next ").append(skip).append(')');
        }
        return line.toString();
    }

    private static String name(int number) {
        Errno errno = Errno.of(number);
        return errno == Errno.UNKNOWN ? "errno " + number : errno.name();
    }
}
