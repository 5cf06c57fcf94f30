package org.vezere.linux.plan;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Errno;

/// One operation while its plan is being built: what it does is fixed, how failures are treated is said here.
public final class Step {
    /// In the plan: every errno is tolerated.
    static final int ANY_ERRNO = 0xffff;

    private static final int MOST_ERRNOS = 4;

    private final Operations owner;
    private final Code code;
    private final int syscall;
    private final String call;
    private final List<Operand> arguments;
    private int[] tolerated = {};
    private int skip;
    private @Nullable Register result;
    private @Nullable String purpose;

    Step(Operations owner, Code code, int syscall, String call, List<Operand> arguments) {
        this.owner = owner;
        this.code = code;
        this.syscall = syscall;
        this.call = call;
        this.arguments = arguments;
    }

    /// These errnos do not fail the plan; at most four of them.
    public Step tolerate(Errno... errnos) {
        if (tolerated.length + errnos.length > MOST_ERRNOS) {
            throw new IllegalStateException(call + ": at most " + MOST_ERRNOS + " errnos can be tolerated");
        }
        int[] all = Arrays.copyOf(tolerated, tolerated.length + errnos.length);
        for (int i = 0; i < errnos.length; i++) {
            all[tolerated.length + i] = errnos[i].number();
        }
        tolerated = all;
        return this;
    }

    /// No errno fails the plan.
    public Step tolerateAny() {
        tolerated = new int[] {ANY_ERRNO};
        return this;
    }

    /// The operations that `body` adds are left out when a tolerated errno occurs here. Must be the newest
    /// operation.
    public Step guarding(Runnable body) {
        int before = owner.size();
        if (before == 0 || owner.last() != this) {
            throw new IllegalStateException(call + ": only the newest operation can guard those that follow");
        }
        body.run();
        skip = owner.size() - before;
        return this;
    }

    /// Says what the operation is for; the explanation of a failure begins with it.
    public Step as(String why) {
        purpose = why;
        return this;
    }

    /// The register that holds the result from here on.
    public Register result() {
        if (result == null) {
            result = owner.newRegister();
        }
        return result;
    }

    /// Puts the result into a register that was used before.
    public Step into(Register register) {
        result = register;
        return this;
    }

    Operation build() {
        return new Operation(code, syscall, call, arguments, tolerated, skip, result, purpose);
    }
}
