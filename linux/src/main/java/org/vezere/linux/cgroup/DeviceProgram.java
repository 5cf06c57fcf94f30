package org.vezere.linux.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// A device policy as a program for the kernel's BPF machine, which the unified hierarchy asks instead of a
/// controller (`admin-guide/cgroup-v2.rst`, "Device controller"; `man 2 bpf`; kernel document
/// `bpf/standardization/instruction-set.rst`).
///
/// The kernel calls it with r1 pointing to `struct bpf_cgroup_dev_ctx`: access in the upper and type in the lower
/// half of the first word, then major and minor. The program tries rule by rule and returns 1 to allow, 0 to
/// refuse. No jump leads backwards, and behind a rule that allows everything nothing follows, which the verifier
/// would refuse as unreachable.
final class DeviceProgram {
    /// Opcodes: class, operation and source in one byte.
    static final int LOAD_WORD = 0x61;

    static final int MOVE_CONSTANT = 0xb7;
    static final int MOVE_REGISTER = 0xbf;
    static final int AND_CONSTANT = 0x57;
    static final int SHIFT_RIGHT = 0x77;
    static final int JUMP_UNLESS_EQUAL = 0x55;
    static final int EXIT = 0x95;

    static final int INSTRUCTION = 8;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 6;

    private static final int BLOCK_DEVICE = 1;
    private static final int CHARACTER_DEVICE = 2;
    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int EVERYTHING = 7;

    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;
    private static final int PROGRAM_CGROUP_DEVICE = 15;
    private static final int ATTACH_CGROUP_DEVICE = 6;
    private static final int ATTRIBUTES = 72;

    private DeviceProgram() {}

    /// Gives the program to the kernel, which checks it.
    static Fd load(DevicePolicy policy) {
        byte[] code = assemble(policy);
        try (Scratch scratch = Scratch.open()) {
            Block attributes = scratch.block(ATTRIBUTES)
                    .putU32(0, PROGRAM_CGROUP_DEVICE)
                    .putU32(4, code.length / INSTRUCTION)
                    .putU64(8, scratch.bytes(code).address())
                    .putU64(16, scratch.string("Apache-2.0").address());
            long result = Libc.call(Syscall.BPF, BPF_PROG_LOAD, attributes.address(), ATTRIBUTES);
            return new Fd(checked(
                    result, "BPF_PROG_LOAD, device policy of " + policy.rules().size() + " rules"));
        }
    }

    /// Attaches a program to a group, in the place of the one attached before. Groups inside can't attach their
    /// own.
    static void attach(Fd program, Fd group) {
        try (Scratch scratch = Scratch.open()) {
            Block attributes = scratch.block(ATTRIBUTES)
                    .putU32(0, group.number())
                    .putU32(4, program.number())
                    .putU32(8, ATTACH_CGROUP_DEVICE);
            checked(
                    Libc.call(Syscall.BPF, BPF_PROG_ATTACH, attributes.address(), ATTRIBUTES),
                    "BPF_PROG_ATTACH, device policy to " + group);
        }
    }

    private static int checked(long result, String what) {
        if (result < 0) {
            throw new KernelException("bpf", what, (int) -result);
        }
        return (int) result;
    }

    static byte[] assemble(DevicePolicy policy) {
        List<int[]> code = new ArrayList<>();
        code.add(instruction(LOAD_WORD, TYPE, CONTEXT, 0, 0));
        code.add(instruction(MOVE_REGISTER, ACCESS, TYPE, 0, 0));
        code.add(instruction(SHIFT_RIGHT, ACCESS, 0, 0, 16));
        code.add(instruction(AND_CONSTANT, TYPE, 0, 0, 0xffff));
        code.add(instruction(LOAD_WORD, MAJOR, CONTEXT, 4, 0));
        code.add(instruction(LOAD_WORD, MINOR, CONTEXT, 8, 0));
        boolean open = true;
        for (DeviceRule rule : policy.rules()) {
            if (open) {
                open = add(code, rule);
            }
        }
        if (open) {
            code.add(instruction(MOVE_CONSTANT, RESULT, 0, 0, 0));
            code.add(instruction(EXIT, 0, 0, 0, 0));
        }
        ByteBuffer bytes = ByteBuffer.allocate(code.size() * INSTRUCTION).order(ByteOrder.nativeOrder());
        for (int[] one : code) {
            bytes.put((byte) one[0])
                    .put((byte) (one[1] | one[2] << 4))
                    .putShort((short) one[3])
                    .putInt(one[4]);
        }
        return bytes.array();
    }

    /// @return whether anything can come behind this rule
    private static boolean add(List<int[]> code, DeviceRule rule) {
        List<int[]> checks = new ArrayList<>();
        if (rule.type() != 'a') {
            checks.add(unlessEqual(TYPE, rule.type() == 'b' ? BLOCK_DEVICE : CHARACTER_DEVICE));
        }
        int refused = EVERYTHING & ~mask(rule.access());
        if (refused != 0) {
            checks.add(instruction(MOVE_REGISTER, SCRATCH, ACCESS, 0, 0));
            checks.add(instruction(AND_CONSTANT, SCRATCH, 0, 0, refused));
            checks.add(unlessEqual(SCRATCH, 0));
        }
        if (rule.major() != DeviceRule.ANY) {
            checks.add(unlessEqual(MAJOR, rule.major()));
        }
        if (rule.minor() != DeviceRule.ANY) {
            checks.add(unlessEqual(MINOR, rule.minor()));
        }
        for (int index = 0; index < checks.size(); index++) {
            int[] check = checks.get(index);
            if (check[0] == JUMP_UNLESS_EQUAL) {
                // Over the remaining checks and the two instructions that allow.
                check[3] = checks.size() - index - 1 + 2;
            }
        }
        code.addAll(checks);
        code.add(instruction(MOVE_CONSTANT, RESULT, 0, 0, 1));
        code.add(instruction(EXIT, 0, 0, 0, 0));
        return !checks.isEmpty();
    }

    private static int mask(String access) {
        return (access.contains("m") ? MKNOD : 0)
                | (access.contains("r") ? READ : 0)
                | (access.contains("w") ? WRITE : 0);
    }

    private static int[] unlessEqual(int register, int value) {
        return instruction(JUMP_UNLESS_EQUAL, register, 0, 0, value);
    }

    private static int[] instruction(int code, int destination, int source, int offset, int constant) {
        return new int[] {code, destination, source, offset, constant};
    }
}
