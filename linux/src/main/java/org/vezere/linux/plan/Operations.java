package org.vezere.linux.plan;

import java.util.ArrayList;
import java.util.List;
import org.vezere.linux.ffi.Syscall;

/// A part of a plan: operations in the order in which they are executed.
///
/// The operations are sorted by subject: [#files], [#mounts], [#processes], [#terminals]. All of them return
/// the
/// [Step], by which a result is kept and errors are tolerated.
public final class Operations {
    /// Where the descriptors that come with GO are put; above everything that a plan opens or is given before.
    static final int GO_BASE = 64;

    private final PlanBuilder plan;
    private final List<Step> steps = new ArrayList<>();
    private final FileOperations files = new FileOperations(this);
    private final MountOperations mounts = new MountOperations(this);
    private final ProcessOperations processes = new ProcessOperations(this);
    private final TerminalOperations terminals = new TerminalOperations(this);

    Operations(PlanBuilder plan) {
        this.plan = plan;
    }

    /// Files, directories, descriptors.
    public FileOperations files() {
        return files;
    }

    /// Mounts and the root directory.
    public MountOperations mounts() {
        return mounts;
    }

    /// What a process is and inherits: namespaces, ids, capabilities, limits; and executing a program.
    public ProcessOperations processes() {
        return processes;
    }

    /// Terminals and the console.
    public TerminalOperations terminals() {
        return terminals;
    }

    /// Child only: waits until vzd has prepared what it prepares from outside (maps, links) and says so.
    ///
    /// @param names what the descriptors that come with the message are, in order; at most 16, often none
    /// @return the descriptors as later operations name them
    public List<Descriptor> go(String... names) {
        if (names.length > 16) {
            throw new IllegalArgumentException("at most 16 descriptors can come with GO, not " + names.length);
        }
        add(Code.GO, 0, "go", List.of(new Operand.Constant(GO_BASE), new Operand.Constant(names.length)));
        List<Descriptor> descriptors = new ArrayList<>(names.length);
        for (int i = 0; i < names.length; i++) {
            descriptors.add(new NumberedDescriptor(GO_BASE + i, names[i]));
        }
        return List.copyOf(descriptors);
    }

    /// Child only: sends a descriptor to vzd.
    ///
    /// @param tag tells vzd which one it is
    public Step send(Descriptor descriptor, int tag) {
        return add(Code.SEND, 0, "send", List.of(descriptor, new Operand.Constant(tag)));
    }

    /// Fails with ENODEV unless the descriptor is this device: nobody put another file in its place.
    public Step expectCharacterDevice(Descriptor descriptor, int major, int minor) {
        long number = (major & 0xfffL) << 8 | (minor & 0xffL) | (minor & ~0xffL) << 12 | ((long) major & ~0xfffL) << 32;
        return add(
                Code.EXPECT_DEVICE,
                0,
                "expect_device",
                List.of(
                        descriptor,
                        new Operand.Symbol(0x2000, "character device"),
                        new Operand.Symbol(number, major + ":" + minor)));
    }

    /// Child only: gives the master of the console's terminal to the keeper, which reads it from then on.
    public Step keepConsole(Descriptor master) {
        return add(Code.KEEP_CONSOLE, 0, "keep_console", List.of(master));
    }

    Step syscall(Syscall call, Operand... arguments) {
        return add(Code.SYSCALL, call.number(), call.cName(), List.of(arguments));
    }

    PlanData data() {
        return plan.data();
    }

    Operand.Data string(String text) {
        return plan.data().string(text);
    }

    static Operand number(long value) {
        return new Operand.Constant(value);
    }

    static Operand symbol(long value, String name) {
        return new Operand.Symbol(value, name);
    }

    Register newRegister() {
        return plan.newRegister();
    }

    int size() {
        return steps.size();
    }

    Step last() {
        return steps.getLast();
    }

    List<Operation> build() {
        List<Operation> built = new ArrayList<>(steps.size());
        for (Step step : steps) {
            built.add(step.build());
        }
        return List.copyOf(built);
    }

    private Step add(Code code, int number, String call, List<Operand> arguments) {
        Step step = new Step(this, code, number, call, arguments);
        steps.add(step);
        return step;
    }
}
