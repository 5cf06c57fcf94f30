package org.vezere.linux.cgroup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vezere.linux.Fd;

/// A group of processes, in all hierarchies of the machine at once. Made by [CgroupTree].
///
/// In the unified hierarchy it is three directories: `NAME` carries the limits, `NAME/ve` is delegated to whom
/// it is given, `NAME/ve/.exec` (made at first use) takes commands executed from outside. In v1 it is one
/// directory `NAME` per hierarchy, which nobody but root may write to.
public sealed interface Cgroup permits V1Cgroup, UnifiedCgroup, HybridCgroup {
    /// Its name within the tree.
    String name();

    /// Where a controller is found.
    Home home(Controller controller);

    /// Writes a file of a controller. Limits belong to v2's upper directory.
    ///
    /// @param file the whole file name: `memory.max`
    /// @throws org.vezere.linux.KernelException when the kernel refuses the value, naming file and value
    void write(Controller controller, String file, String value);

    /// Reads a file of a controller; empty when this kernel does not have the file or the controller.
    Optional<String> read(Controller controller, String file);

    /// A counter of a file with one key and value per line, such as `max` of `pids.events`: of the group,
    /// or the sum of those below when that is more. Kernels before 6.12 count a refused fork where it
    /// happened, later ones also in the group whose limit it was.
    ///
    /// @return 0 when this kernel does not have the file, the key or the controller
    long count(Controller controller, String file, String key);

    /// Gives VE root what a delegated group needs: the directory `ve`, its `cgroup.procs`, `cgroup.threads` and
    /// `cgroup.subtree_control` (`admin-guide/cgroup-v2.rst`, "Model of Delegation"). Nothing in v1.
    ///
    /// @param user uid in the caller's user namespace
    /// @param group gid in the caller's user namespace
    void delegate(int user, int group);

    /// Ways in for a first process.
    Entries openEntries();

    /// Ways in for a process that is executed beside those that run.
    Entries openExecEntries();

    /// Which devices may be opened or made inside. Replaces what was allowed before; what stays allowed is never
    /// refused meanwhile.
    void setDevices(DevicePolicy policy);

    /// Stops every process where it is, until [#thaw].
    ///
    /// @param patience how long the kernel may need
    /// @return whether all of them stand still; if not they are left running
    boolean freeze(Duration patience);

    /// Lets frozen processes run on.
    void thaw();

    /// Sends SIGKILL to every process, also those that are being forked meanwhile, also frozen ones. Does not
    /// wait for their end: that is [#isPopulated]. A group that is not there, or in some hierarchies only, is
    /// no failure: that is what a crash in the middle of making or removing it leaves.
    void kill();

    /// Ids of the processes inside, at every depth, as the caller's pid namespace sees them.
    List<Integer> pids();

    /// Whether any process is inside that has not ended.
    boolean isPopulated();

    /// Removes the group from all hierarchies. One that is gone already is no failure.
    ///
    /// @param patience how long to retry while the kernel says that it is in use
    /// @return whether it is gone from all of them
    boolean remove(Duration patience);

    /// Descriptors through which a process gets into a group.
    ///
    /// @param birthplace v2 directory, for CLONE_INTO_CGROUP of `clone3(2)`
    /// @param procs `tasks` files of v1 opened for writing: a single-threaded process that writes "0" is in
    record Entries(Optional<Fd> birthplace, List<Fd> procs) implements AutoCloseable {
        public Entries {
            procs = List.copyOf(procs);
        }

        @Override
        public void close() {
            birthplace.ifPresent(Fd::close);
            procs.forEach(Fd::close);
        }
    }
}
