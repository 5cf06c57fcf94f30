package org.vezere.linux.plan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;

/// A finished plan: the bytes that the keeper executes (`docs/formats/keeper.md`), and the same in words.
public final class Plan {
    /// The largest plan that the keeper takes.
    public static final int MOST_BYTES = 1 << 20;

    /// The first descriptor that a plan may name; those before it have fixed meanings.
    public static final int FIRST_DESCRIPTOR = 7;

    private static final byte[] MAGIC = {'V', 'Z', 'P', 'L', 'A', 'N', '0', '1'};
    private static final int HEADER_BYTES = 64;
    private static final int OPERATION_BYTES = 80;

    private final Mode mode;
    private final byte[] bytes;
    private final List<Operation> keeper;
    private final List<Operation> child;
    private final String cloneWords;
    private final List<Fd> descriptors;

    /// What the keeper does after its child has executed its program.
    public enum Mode {
        /// Stays as the parent of a VE's first process.
        START(1),
        /// Waits for a command in a running VE.
        JOIN(2);

        private final int number;

        Mode(int number) {
            this.number = number;
        }
    }

    Plan(
            Mode mode,
            CloneSettings clone,
            List<Operation> keeper,
            List<Operation> child,
            PlanData data,
            List<Fd> descriptors) {
        this.mode = mode;
        this.keeper = keeper;
        this.child = child;
        this.cloneWords = clone.words();
        this.descriptors = List.copyOf(descriptors);
        this.bytes = encode(mode, clone, keeper, child, data);
    }

    /// Start or join.
    public Mode mode() {
        return mode;
    }

    /// The plan as the keeper reads it.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The open files that the keeper must find at 7, 8 and so on. The plan does not own them.
    public List<Fd> descriptors() {
        return descriptors;
    }

    /// Every operation in words, in order, with its number within its part.
    public List<String> describe() {
        List<String> lines = new ArrayList<>(keeper.size() + child.size() + 1);
        for (int i = 0; i < keeper.size(); i++) {
            lines.add("keeper " + i + "  " + keeper.get(i).line());
        }
        lines.add("clone     " + cloneWords);
        for (int i = 0; i < child.size(); i++) {
            lines.add("child " + i + "  " + child.get(i).line());
        }
        return lines;
    }

    /// Turns the keeper's report of a failure into a sentence.
    ///
    /// @param index of the operation within its phase
    /// @param errno positive
    public String explain(Phase phase, int index, int errno) {
        Errno reason = Errno.of(errno);
        String why = reason.sentence() + " (" + (reason == Errno.UNKNOWN ? "errno " + errno : reason.name()) + ")";
        return switch (phase) {
            case KEEPER -> {
                if (reason == Errno.EBADMSG && index == 0) {
                    yield "the keeper refused the plan as malformed";
                }
                yield at(keeper, index) + ": " + why;
            }
            case CLONE -> cloneWords + ": " + why;
            case CHILD -> {
                if (index >= child.size()) {
                    yield "none of the programs could be executed";
                }
                yield at(child, index) + ": " + why;
            }
        };
    }

    /// Whether an operation of the child is the one that executes its program, after all others.
    public boolean isLastOfChild(int index) {
        return index >= child.size() - 1;
    }

    private static String at(List<Operation> operations, int index) {
        return index >= 0 && index < operations.size()
                ? operations.get(index).words()
                : "operation " + index + ", which this plan does not have";
    }

    private static byte[] encode(
            Mode mode, CloneSettings clone, List<Operation> keeper, List<Operation> child, PlanData data) {
        int relocations = HEADER_BYTES + OPERATION_BYTES * (keeper.size() + child.size());
        int base = relocations + 8 * data.relocationCount();
        int size = base + data.size();
        if (size > MOST_BYTES) {
            throw new IllegalArgumentException("a plan holds at most " + MOST_BYTES + " bytes, this one needs " + size);
        }
        byte[] bytes = new byte[size];
        ByteBuffer target = PlanData.wrap(bytes);
        target.put(MAGIC).putInt(mode.number).putInt(size).putInt(HEADER_BYTES);
        target.putInt(keeper.size()).putInt(child.size());
        target.putInt(relocations).putInt(data.relocationCount());
        target.putInt(clone.owner()).putLong(clone.flagBits()).putInt(clone.cgroup());
        target.putInt(0).putLong(0);
        for (Operation operation : keeper) {
            encode(target, operation, base);
        }
        for (Operation operation : child) {
            encode(target, operation, base);
        }
        data.writeRelocations(target, base);
        data.writeContent(target);
        return bytes;
    }

    private static void encode(ByteBuffer target, Operation operation, int base) {
        List<Operand> arguments = operation.arguments();
        target.putInt(operation.code().number()).putInt(operation.syscall());
        for (int i = 0; i < 8; i++) {
            target.put((byte) (i < arguments.size() ? arguments.get(i).kind() : 0));
        }
        target.putInt(operation.resultIndex());
        for (int i = 0; i < 4; i++) {
            target.putShort((short) operation.tolerated(i));
        }
        target.putInt(operation.skip());
        for (int i = 0; i < 6; i++) {
            target.putLong(i < arguments.size() ? word(arguments.get(i), base) : 0);
        }
    }

    private static long word(Operand operand, int base) {
        return switch (operand) {
            case Operand.Data data -> base + data.offset();
            case Operand.Constant number -> number.value();
            case Operand.Symbol symbol -> symbol.value();
            case Operand.Flags flags -> flags.value();
            case Descriptor descriptor -> descriptor.word();
        };
    }
}
