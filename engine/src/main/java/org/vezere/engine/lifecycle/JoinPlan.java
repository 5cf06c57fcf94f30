package org.vezere.engine.lifecycle;

import java.util.List;
import java.util.Optional;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.plan.Descriptor;
import org.vezere.linux.plan.NumberedDescriptor;
import org.vezere.linux.plan.Operations;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.plan.PlanBuilder;
import org.vezere.linux.plan.Register;
import org.vezere.model.Streams.WindowSize;

/// How a command from VE0 gets into a running VE, as a list of operations.
///
/// The joiner enters all namespaces of init at once by its pidfd; its child, being born afterwards, is the
/// first that the VE can see, and nothing in the VE can trace it before it executes its program. The child
/// enters the VE's cgroups, so that what it uses is the VE's.
///
/// Each descriptor is closed once it has served, those of VE0 before the child is born: root in the VE may kill
/// the child, and a process that has given up its memory but not yet its files counts as one that may be traced
/// (`__ptrace_may_access` looks at `dumpable` only where there is an mm).
public final class JoinPlan {
    /// Tag under which the child sends the master of its terminal.
    public static final int TERMINAL_TAG = 1;

    private JoinPlan() {}

    /// What a join plan is made of.
    ///
    /// @param init pidfd of the VE's init
    /// @param entries the child's ways into the VE's cgroup
    /// @param terminal the size of the terminal to be made; without it the keeper's standard streams are the
    ///     command's
    /// @param program what is executed
    public record Request(
            Fd init,
            List<Fd> keeperCgroups,
            Cgroup.Entries entries,
            Optional<WindowSize> terminal,
            ProcessTraits traits,
            Program program) {}

    /// What is executed in the end.
    ///
    /// @param directory the working directory; the root when it is not there
    /// @param candidates each a path with its arguments; the first that can be executed is
    public record Program(String directory, List<Candidate> candidates, List<String> environment) {}

    /// One way to execute what is wanted.
    public record Candidate(String path, List<String> arguments) {}

    /// Makes the plan.
    public static Plan of(Request request) {
        PlanBuilder builder = PlanBuilder.join();
        ProcessTraits.resetPriority(builder.keeper());
        Operations keeper = builder.keeper();
        for (Fd procs : request.keeperCgroups()) {
            Descriptor group = builder.give(procs, "keeper's cgroup");
            keeper.files().enterCgroup(group);
            keeper.files().close(group);
        }
        Descriptor init = builder.give(request.init(), "init of the VE");
        Optional<NumberedDescriptor> birthplace =
                request.entries().birthplace().map(group -> builder.give(group, "cgroup of birth"));
        birthplace.ifPresent(builder::cgroup);
        keeper.processes()
                .setns(
                        init,
                        CloneFlag.NEWUSER,
                        CloneFlag.NEWNS,
                        CloneFlag.NEWPID,
                        CloneFlag.NEWNET,
                        CloneFlag.NEWUTS,
                        CloneFlag.NEWIPC)
                .as("enter the VE");
        Operations child = builder.child();
        birthplace.ifPresent(child.files()::close);
        for (Fd procs : request.entries().procs()) {
            Descriptor group = builder.give(procs, "cgroup");
            child.files().enterCgroup(group);
            child.files().close(group);
        }
        // Only now: where cgroup namespaces delegate, a clone into a group that the joiner can't see would be refused.
        child.processes().setns(init, CloneFlag.NEWCGROUP).as("enter the VE's cgroup namespace");
        child.files().close(init);
        ProcessTraits.becomeRoot(child);
        child.processes().setsid().tolerate(Errno.EPERM);
        request.terminal().ifPresent(size -> makeTerminal(child, size));
        child.files().chdir("/");
        if (!request.program().directory().equals("/")) {
            child.files().chdir(request.program().directory()).tolerateAny();
        }
        request.traits().apply(child);
        List<Candidate> candidates = request.program().candidates();
        for (int index = 0; index < candidates.size(); index++) {
            Candidate candidate = candidates.get(index);
            var exec = child.processes()
                    .execve(
                            candidate.path(),
                            candidate.arguments(),
                            request.program().environment());
            exec.as("execute " + candidate.path());
            if (index < candidates.size() - 1) {
                exec.tolerate(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ELOOP);
            }
        }
        return builder.build();
    }

    private static void makeTerminal(Operations child, WindowSize size) {
        Register pts = child.files()
                .openInRoot(Descriptor.CURRENT_DIRECTORY, "dev/pts", OpenFlag.PATH, OpenFlag.DIRECTORY)
                .as("find /dev/pts")
                .result();
        var terminal = child.terminals().open(pts);
        child.terminals().setWindowSize(terminal.slave(), size.rows(), size.columns());
        child.send(terminal.master(), TERMINAL_TAG).as("hand the terminal to vzd");
        child.files().close(terminal.master());
        child.terminals().setControlling(terminal.slave()).as("take the terminal");
        child.terminals().makeStandard(terminal.slave());
    }
}
