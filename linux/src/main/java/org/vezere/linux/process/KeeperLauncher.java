package org.vezere.linux.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.plan.Plan;

/// Starts keepers: one for each VE, one for each command that is executed in a VE.
public final class KeeperLauncher implements AutoCloseable {
    private final Fd program;
    private final Fd nothing;
    private final Reaper reaper;
    private final Spawner spawner = new Spawner();

    /// @param program the bytes of the program `vz-keeper`; they are copied into sealed memory
    /// @param reaper waits for keepers that end
    /// @throws org.vezere.linux.KernelException when programs cannot run from memory here
    public KeeperLauncher(byte[] program, Reaper reaper) {
        this.program = MemoryFile.program("vz-keeper", program);
        this.nothing = OpenFile.at("/dev/null", OpenFlag.RDWR);
        this.reaper = reaper;
    }

    /// A keeper that has been started.
    ///
    /// @param pid of the keeper itself
    /// @param link for its messages; whoever gets this record closes it
    /// @param end completes when the keeper has ended and is reaped
    public record Launched(int pid, KeeperLink link, CompletableFuture<ProcessEnd> end) {}

    /// Starts the keeper of a VE.
    ///
    /// @param name shown by `ps`, such as `[vz 101]`
    /// @param listener a listening stream socket for the console and the state. The caller closes its copy
    /// afterwards: as
    ///     long as one is open, connections wait instead of being refused once the keeper has gone
    /// @param runDirectory where the keeper writes how the VE ended
    /// @throws org.vezere.linux.KernelException when it cannot be started
    public Launched start(Plan plan, String name, Fd listener, Fd runDirectory) {
        expect(plan, Plan.Mode.START);
        return launch(plan, name, nothing, nothing, nothing, listener, runDirectory);
    }

    /// Starts a command in a running VE. The three streams stay open here.
    ///
    /// @throws org.vezere.linux.KernelException when it cannot be started
    public Launched join(Plan plan, String name, Fd input, Fd output, Fd error) {
        expect(plan, Plan.Mode.JOIN);
        return launch(plan, name, input, output, error, null, null);
    }

    /// Starts a command in a running VE whose plan makes its own terminal.
    ///
    /// @throws org.vezere.linux.KernelException when it cannot be started
    public Launched join(Plan plan, String name) {
        return join(plan, name, nothing, nothing, nothing);
    }

    @Override
    public void close() {
        program.close();
        nothing.close();
    }

    private Launched launch(
            Plan plan, String name, Fd input, Fd output, Fd error, @Nullable Fd listener, @Nullable Fd runDirectory) {
        UnixSockets.Pair control = UnixSockets.packetPair();
        try (Fd ours = control.other();
                Fd data = MemoryFile.data("plan", plan.bytes())) {
            List<@Nullable Fd> files = new ArrayList<@Nullable Fd>();
            for (@Nullable Fd file : new @Nullable Fd[] {input, output, error, ours, listener, runDirectory, data}) {
                files.add(file);
            }
            files.addAll(plan.descriptors());
            int pid = spawner.spawn(program, List.of(name), files);
            return new Launched(pid, new KeeperLink(control.one()), reaper.adopt(pid));
        } catch (RuntimeException failure) {
            control.one().close();
            throw failure;
        }
    }

    private static void expect(Plan plan, Plan.Mode mode) {
        if (plan.mode() != mode) {
            throw new IllegalArgumentException("a plan to " + plan.mode() + " where one to " + mode + " is needed");
        }
    }
}
