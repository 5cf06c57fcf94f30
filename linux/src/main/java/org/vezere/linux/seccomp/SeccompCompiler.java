package org.vezere.linux.seccomp;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Architecture;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.CFunction;
import org.vezere.linux.ffi.CLibrary;
import org.vezere.linux.ffi.Layouts.ScmpArgCmp;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Makes filters of policies with `libseccomp.so.2`, once for each policy.
///
/// A filter holds for the machine's own calls and for those of its 32-bit programs, with the same rules. Calls
/// by any
/// other door, x32 on x86-64 among them, answer ENOSYS: no kernel that distributions build has them for
/// programs.
public final class SeccompCompiler {
    private static final long ALLOW = 0x7fff0000L;
    private static final long ERRNO = 0x00050000L;
    private static final int ARCH_X86 = 0x40000003;
    private static final int ARCH_ARM = 0x40000028;
    private static final int ATTRIBUTE_BAD_ARCHITECTURE = 2;
    private static final int ATTRIBUTE_NO_NEW_PRIVILEGES = 3;
    private static final int ATTRIBUTE_OPTIMIZE = 8;
    private static final int MASKED_EQUAL = 7;
    private static final int UNKNOWN_CALL = -1;
    private static final int LONGEST = 4096 * 8;

    private final Map<SeccompPolicy, byte[]> filters = new ConcurrentHashMap<>();
    private final CFunction init;
    private final CFunction release;
    private final CFunction addArchitecture;
    private final CFunction setAttribute;
    private final CFunction resolve;
    private final CFunction addRule;
    private final CFunction export;

    /// @throws IllegalStateException when the machine has no libseccomp
    public SeccompCompiler() {
        CLibrary library = CLibrary.load("libseccomp.so.2")
                .orElseThrow(
                        () -> new IllegalStateException(
                                "libseccomp.so.2 is missing, without which VEs are not confined: install the package libseccomp2"));
        init = library.function("seccomp_init");
        release = library.function("seccomp_release");
        addArchitecture = library.function("seccomp_arch_add");
        setAttribute = library.function("seccomp_attr_set");
        resolve = library.function("seccomp_syscall_resolve_name");
        addRule = library.function("seccomp_rule_add_array");
        export = library.function("seccomp_export_bpf");
    }

    /// The filter of a policy, as a plan's `seccomp` takes it: 8 bytes for each instruction.
    ///
    /// @throws IllegalArgumentException when the policy names a system call that libseccomp does not know
    public byte[] compile(SeccompPolicy policy) {
        return filters.computeIfAbsent(policy, this::make).clone();
    }

    private byte[] make(SeccompPolicy policy) {
        long filter = init.call(ALLOW);
        if (filter == 0) {
            throw new KernelException("seccomp_init", "", Errno.ENOMEM.number());
        }
        try (Scratch scratch = Scratch.open()) {
            int other = Architecture.pick(ARCH_X86, ARCH_ARM);
            check(addArchitecture.callInt(filter, other), "seccomp_arch_add", "32-bit programs");
            set(filter, ATTRIBUTE_BAD_ARCHITECTURE, ERRNO | Errno.ENOSYS.number());
            set(filter, ATTRIBUTE_NO_NEW_PRIVILEGES, 0);
            // A binary tree instead of a chain: fewer instructions for the calls that pass. Absent before 2.5.
            setAttribute.callInt(filter, ATTRIBUTE_OPTIMIZE, 2);
            for (Map.Entry<String, Errno> rule : policy.denied().entrySet()) {
                int number = resolve.callInt(scratch.string(rule.getKey()).address());
                if (number == UNKNOWN_CALL) {
                    throw new IllegalArgumentException(
                            "seccomp: \"" + rule.getKey() + "\" is not a system call that libseccomp knows");
                }
                // Calls that this architecture lacks have negative numbers and no effect here.
                deny(filter, rule.getKey(), number, rule.getValue(), 0, 0);
            }
            for (SeccompPolicy.Argument argument : policy.deniedArguments()) {
                int number = resolve.callInt(scratch.string(argument.call()).address());
                // The kernel looks at the lower 32 bits only, so the upper ones must not make a difference here.
                Block comparison = scratch.block(ScmpArgCmp.STRUCT);
                ScmpArgCmp.ARG.put(comparison, argument.position());
                ScmpArgCmp.OP.put(comparison, MASKED_EQUAL);
                ScmpArgCmp.DATUM_A.put(comparison, 0xffffffffL);
                ScmpArgCmp.DATUM_B.put(comparison, argument.value());
                deny(filter, argument.call(), number, Errno.EPERM, 1, comparison.address());
            }
            return export(scratch, filter);
        } finally {
            release.call(filter);
        }
    }

    private void deny(long filter, String name, int number, Errno answer, int comparisons, long address) {
        int result = addRule.callInt(filter, ERRNO | answer.number(), number, comparisons, address);
        check(result, "seccomp_rule_add", name);
    }

    private void set(long filter, int attribute, long value) {
        check(setAttribute.callInt(filter, attribute, value), "seccomp_attr_set", "attribute " + attribute);
    }

    private byte[] export(Scratch scratch, long filter) {
        long made = Libc.call(Syscall.MEMFD_CREATE, scratch.string("filter").address(), 1);
        try (Fd file = new Fd((int) KernelException.check(made, "memfd_create", () -> "filter"))) {
            check(export.callInt(filter, file.number()), "seccomp_export_bpf", "");
            Block block = scratch.block(LONGEST);
            long length = Libc.call(Syscall.PREAD64, file.number(), block.address(), block.size(), 0);
            KernelException.check(length, "pread64", () -> "filter");
            return block.bytes(0, (int) length);
        }
    }

    private static void check(int result, String call, String words) {
        KernelException.check(result, call, () -> words);
    }

    /// The names that a policy may use, for whoever reads one from a configuration.
    ///
    /// @return those of `names` that libseccomp does not know
    public List<String> unknown(List<String> names) {
        try (Scratch scratch = Scratch.open()) {
            return names.stream()
                    .filter(name -> resolve.callInt(scratch.string(name).address()) == UNKNOWN_CALL)
                    .toList();
        }
    }
}
