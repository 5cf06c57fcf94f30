package org.vezere.linux.plan;

import java.util.ArrayList;
import java.util.List;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Fd;

/// Collects what a keeper and its child have to do. Used by one thread, once.
public final class PlanBuilder {
    private final Plan.Mode mode;
    private final PlanData data = new PlanData();
    private final Operations keeper = new Operations(this);
    private final Operations child = new Operations(this);
    private final List<Fd> descriptors = new ArrayList<>();
    private List<CloneFlag> cloneFlags = List.of();
    private int owner = -1;
    private int cgroup = -1;
    private int registers;

    private PlanBuilder(Plan.Mode mode) {
        this.mode = mode;
    }

    /// A plan whose keeper stays as the parent of a VE's first process.
    public static PlanBuilder start() {
        return new PlanBuilder(Plan.Mode.START);
    }

    /// A plan that executes a command in a running VE.
    public static PlanBuilder join() {
        return new PlanBuilder(Plan.Mode.JOIN);
    }

    /// The namespaces that the child is born into.
    public PlanBuilder cloneFlags(CloneFlag... flags) {
        cloneFlags = List.of(flags);
        return this;
    }

    /// The effective uid under which the keeper clones: it owns the new user namespace and pays for it.
    public PlanBuilder owner(int uid) {
        owner = uid;
        return this;
    }

    /// The cgroup v2 directory that the child is born in.
    public PlanBuilder cgroup(NumberedDescriptor directory) {
        cgroup = directory.number();
        return this;
    }

    /// Hands an open file to the keeper; the caller keeps it open until the keeper has been spawned.
    ///
    /// @param name for people
    /// @return the file as operations name it
    public NumberedDescriptor give(Fd file, String name) {
        int number = Plan.FIRST_DESCRIPTOR + descriptors.size();
        if (number >= Operations.GO_BASE) {
            throw new IllegalStateException(
                    "a plan takes at most " + (Operations.GO_BASE - Plan.FIRST_DESCRIPTOR) + " open files: " + name);
        }
        descriptors.add(file);
        return new NumberedDescriptor(number, name);
    }

    /// What the keeper does before it clones.
    public Operations keeper() {
        return keeper;
    }

    /// What the child does until it executes its program.
    public Operations child() {
        return child;
    }

    /// The finished plan.
    public Plan build() {
        return new Plan(
                mode, new CloneSettings(cloneFlags, owner, cgroup), keeper.build(), child.build(), data, descriptors);
    }

    PlanData data() {
        return data;
    }

    Register newRegister() {
        if (registers == Register.COUNT) {
            throw new IllegalStateException("a plan has " + Register.COUNT + " registers: use one again with into()");
        }
        int index = registers++;
        return new Register(index, "r" + index);
    }
}
