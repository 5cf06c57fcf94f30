package org.vezere.engine.lifecycle;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.MountAttribute;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.plan.Descriptor;
import org.vezere.linux.plan.FileOperations;
import org.vezere.linux.plan.MountOperations;
import org.vezere.linux.plan.Operations;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.plan.PlanBuilder;
import org.vezere.linux.plan.Register;

/// What happens between the clone of a VE's first process and its exec, as a list of operations.
///
/// The child is born in namespaces of its own, but with VE0's files still in view. It waits until vzd has
/// mapped its ids and sends the VE's files; then it mounts them and the kernel's own filesystems, leaves
/// VE0's root and gives up what a VE must not have. It waits a second time, for the network that vzd makes
/// meanwhile, and executes init. Every path inside the VE is opened once, under the VE's root, and acted on by
/// descriptor: a link planted in the VE leads nowhere else.
public final class StartPlan {
    private static final MountAttribute[] DATA_ONLY = {
        MountAttribute.NOSUID, MountAttribute.NODEV, MountAttribute.NOEXEC
    };
    private static final MountAttribute[] READ_ONLY = {
        MountAttribute.NOSUID, MountAttribute.NODEV, MountAttribute.NOEXEC, MountAttribute.RDONLY
    };
    private static final MountAttribute[] NO_SETUID = {MountAttribute.NOSUID, MountAttribute.NODEV};

    /// Files of proc that tell of VE0 or of nothing a VE could use. Masks keep things tidy; what protects VE0
    /// is that these files belong to an id that does not exist in the VE.
    private static final List<String> MASKED = List.of("kcore", "keys", "sysrq-trigger", "timer_list");

    private static final int TTY_GROUP = 5;

    /// Where the VE's mounts are put together, unseen by VE0: a directory that every system has and that may be
    /// entered by the VE's ids, which those of a node may not.
    private static final String SCRATCH = "/tmp";

    private final Request request;
    private final PlanBuilder builder = PlanBuilder.start();
    private final Operations child = builder.child();
    private final MountOperations mounts = child.mounts();
    private final FileOperations files = child.files();

    private StartPlan(Request request) {
        this.request = request;
    }

    /// What a start plan is made of.
    ///
    /// @param range the VE's host ids
    /// @param hostname empty leaves the kernel's own
    /// @param keeperCgroups open `cgroup.procs` files that the keeper enters
    /// @param entries the child's ways into its cgroup
    /// @param directories directories of the VE that lie on the plain disk image instead of overlay, by number
    ///     of the descriptor that comes after the two layers
    /// @param ptys how many terminals the VE may have, 0 for the kernel's default
    /// @param program what is executed
    public record Request(
            IdRange range,
            String hostname,
            List<Fd> keeperCgroups,
            Cgroup.Entries entries,
            List<String> directories,
            List<DeviceNode> devices,
            int ptys,
            ProcessTraits traits,
            Program program) {}

    /// What is executed in the end.
    ///
    /// @param candidates absolute paths inside the VE; the first that can be executed is
    /// @param console whether it gets the console, or keeps the standard streams of the keeper
    public record Program(List<String> candidates, List<String> arguments, List<String> environment, boolean console) {}

    /// Makes the plan.
    public static Plan of(Request request) {
        return new StartPlan(request).build();
    }

    private Plan build() {
        builder.cloneFlags(
                CloneFlag.NEWUSER,
                CloneFlag.NEWNS,
                CloneFlag.NEWPID,
                CloneFlag.NEWNET,
                CloneFlag.NEWUTS,
                CloneFlag.NEWIPC);
        builder.owner(request.range().owner());
        ProcessTraits.resetPriority(builder.keeper());
        for (Fd procs : request.keeperCgroups()) {
            builder.keeper().files().enterCgroup(builder.give(procs, "keeper's cgroup"));
        }
        request.entries()
                .birthplace()
                .ifPresent(directory -> builder.cgroup(builder.give(directory, "cgroup of birth")));
        for (Fd procs : request.entries().procs()) {
            files.enterCgroup(builder.give(procs, "cgroup"));
        }
        child.processes().unshare(CloneFlag.NEWCGROUP).as("leave VE0's cgroup namespace");
        mounts.makeAllPrivate();
        String[] layers = new String[2 + request.directories().size()];
        layers[0] = "lower layer";
        layers[1] = "disk image";
        for (int index = 2; index < layers.length; index++) {
            layers[index] = request.directories().get(index - 2);
        }
        List<Descriptor> given = child.go(layers);
        ProcessTraits.becomeRoot(child);
        Register root = mountRoot(given);
        Register dev = mountKernelFilesystems(root);
        if (request.program().console()) {
            makeConsole(dev);
        }
        mountDirectories(root, given);
        files.fchdir(root);
        mounts.pivotIntoCurrentDirectory();
        if (!request.hostname().isEmpty()) {
            child.processes().setHostName(request.hostname()).as("set the host name");
        }
        child.processes().setsid().tolerate(Errno.EPERM);
        request.traits().apply(child);
        child.go();
        execute();
        return builder.build();
    }

    private Register mountRoot(List<Descriptor> given) {
        Register scratch = mounts.filesystem("tmpfs", List.of("source=vezere", "mode=700"), NO_SETUID);
        mounts.attach(scratch, Descriptor.CURRENT_DIRECTORY, SCRATCH).as("put the VE's mounts together");
        files.mkdirat(scratch, "lower", 0700);
        files.mkdirat(scratch, "disk", 0700);
        files.mkdirat(scratch, "root", 0700);
        mounts.attach(given.get(0), scratch, "lower").as("attach the template");
        mounts.attach(given.get(1), scratch, "disk").as("attach the VE's disk");
        files.fchdir(scratch);
        Register root = mounts.filesystem(
                "overlay",
                List.of("source=overlay", "lowerdir=lower", "upperdir=disk/upper", "workdir=disk/work", "userxattr"));
        mounts.attach(root, scratch, "root").as("attach the root");
        return root;
    }

    private Register mountKernelFilesystems(Register root) {
        Register target = target(root, "proc");
        Register proc = mounts.filesystem("proc", List.of("source=proc"), DATA_ONLY);
        mounts.attach(proc, target).as("mount /proc");
        Register hiddenProc = mounts.filesystem("proc", List.of("source=proc"), DATA_ONLY);

        targetInto(root, "sys", target);
        Register sys = mounts.filesystem("sysfs", List.of("source=sysfs"), READ_ONLY);
        mounts.attach(sys, target).as("mount /sys");
        Register hiddenSys = mounts.filesystem("sysfs", List.of("source=sysfs"), DATA_ONLY);

        files.openInRoot(root, "sys/fs/cgroup", OpenFlag.PATH, OpenFlag.DIRECTORY)
                .as("find /sys/fs/cgroup")
                .into(target);
        Register cgroup = mounts.filesystem("cgroup2", List.of("source=cgroup2"), DATA_ONLY);
        mounts.attach(cgroup, target).as("mount /sys/fs/cgroup");

        targetInto(root, "dev", target);
        Register dev = mounts.filesystem(
                "tmpfs", List.of("source=dev", "mode=755", "size=4m", "nr_inodes=64k"), MountAttribute.NOSUID);
        mounts.attach(dev, target).as("mount /dev");
        fillDev(dev, hiddenProc, hiddenSys);
        mask(proc);

        allowPing(proc);

        targetInto(root, "run", target);
        Register run = mounts.filesystem("tmpfs", List.of("source=run", "mode=755"), NO_SETUID);
        mounts.attach(run, target).as("mount /run");
        return dev;
    }

    private void fillDev(Register dev, Register hiddenProc, Register hiddenSys) {
        Register node = null;
        Register place = null;
        for (DeviceNode device : request.devices()) {
            var clone = mounts.cloneTree(Descriptor.CURRENT_DIRECTORY, "/dev/" + device.name(), false)
                    .as("find /dev/" + device.name());
            node = node == null ? clone.result() : clone.into(node).result();
            child.expectCharacterDevice(node, device.major(), device.minor()).as("check /dev/" + device.name());
            place = emptyFile(dev, device.name(), 0666, place);
            mounts.attach(node, place).as("bind /dev/" + device.name());
            files.close(node);
            files.close(place);
        }
        files.symlinkat("/proc/self/fd", dev, "fd");
        files.symlinkat("/proc/self/fd/0", dev, "stdin");
        files.symlinkat("/proc/self/fd/1", dev, "stdout");
        files.symlinkat("/proc/self/fd/2", dev, "stderr");
        files.symlinkat("pts/ptmx", dev, "ptmx");
        for (String name : List.of("pts", "shm", "mqueue", ".vezere", ".vezere/proc", ".vezere/sys")) {
            files.mkdirat(dev, name, 0755);
        }
        Register shm = mounts.filesystem("tmpfs", List.of("source=shm", "mode=1777"), NO_SETUID);
        mounts.attach(shm, dev, "shm").as("mount /dev/shm");
        Register mqueue = mounts.filesystem("mqueue", List.of("source=mqueue"), DATA_ONLY);
        mounts.attach(mqueue, dev, "mqueue").as("mount /dev/mqueue");
        // The kernel lets a nested container mount proc and sysfs only where it sees an unmasked one already.
        mounts.attach(hiddenProc, dev, ".vezere/proc").as("keep an unmasked proc");
        mounts.attach(hiddenSys, dev, ".vezere/sys").as("keep a writable sysfs");
        Register pts = mounts.filesystem(
                "devpts",
                request.ptys() > 0
                        ? List.of(
                                "source=devpts",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620",
                                "gid=" + TTY_GROUP,
                                "max=" + request.ptys())
                        : List.of("source=devpts", "newinstance", "ptmxmode=0666", "mode=0620", "gid=" + TTY_GROUP),
                MountAttribute.NOSUID,
                MountAttribute.NOEXEC);
        mounts.attach(pts, dev, "pts").as("mount /dev/pts");
    }

    private void mask(Register proc) {
        Register place = null;
        Register nothing = null;
        for (String name : MASKED) {
            var open = files.openInRoot(proc, name, OpenFlag.PATH, OpenFlag.NOFOLLOW)
                    .tolerate(Errno.ENOENT);
            place = place == null ? open.result() : open.into(place).result();
            Register target = place;
            Register reused = nothing;
            Register[] made = new Register[1];
            open.guarding(() -> {
                var clone = mounts.cloneTree(Descriptor.CURRENT_DIRECTORY, "/dev/null", false);
                made[0] = reused == null ? clone.result() : clone.into(reused).result();
                child.expectCharacterDevice(made[0], DeviceNode.NULL.major(), DeviceNode.NULL.minor());
                mounts.attach(made[0], target).as("mask /proc/" + name);
                files.close(made[0]);
                files.close(target);
            });
            nothing = made[0];
        }
    }

    /// Lets every group send echo requests, as systemd wants it; what it writes itself names a group that does
    /// not exist in the VE, and is refused.
    private void allowPing(Register proc) {
        var open = files.openInRoot(proc, "sys/net/ipv4/ping_group_range", OpenFlag.WRONLY)
                .tolerate(Errno.ENOENT);
        Register range = open.result();
        open.guarding(() -> {
            files.write(range, "0 " + (IdRange.MAPPED - 1)).as("let all groups ping");
            files.close(range);
        });
    }

    private void makeConsole(Register dev) {
        Register pts =
                files.openInRoot(dev, "pts", OpenFlag.PATH, OpenFlag.DIRECTORY).result();
        var console = child.terminals().open(pts);
        Register place = emptyFile(dev, "console", 0600, null);
        Register slave =
                mounts.cloneTree(console.slave(), false).as("find the console").result();
        mounts.attach(slave, place).as("bind /dev/console");
        child.keepConsole(console.master()).as("hand the console to the keeper");
        files.close(console.master());
        child.terminals().makeStandard(console.slave());
    }

    private void mountDirectories(Register root, List<Descriptor> given) {
        Register place = null;
        for (int index = 0; index < request.directories().size(); index++) {
            String path = request.directories().get(index);
            Descriptor directory = given.get(2 + index);
            var open = files.openInRoot(root, path, OpenFlag.PATH, OpenFlag.DIRECTORY)
                    .tolerate(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP);
            place = place == null ? open.result() : open.into(place).result();
            Register target = place;
            open.guarding(() -> mounts.attach(directory, target).as("mount /" + path + " from the plain disk"));
        }
    }

    private void execute() {
        Program program = request.program();
        int last = program.candidates().size() - 1;
        for (int index = 0; index < last; index++) {
            child.processes()
                    .execve(program.candidates().get(index), program.arguments(), program.environment())
                    .tolerate(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ELOOP)
                    .as("execute " + program.candidates().get(index));
        }
        child.processes()
                .execve(program.candidates().get(last), program.arguments(), program.environment())
                .as("execute " + String.join(" or ", program.candidates()));
    }

    private Register target(Register root, String name) {
        files.mkdirat(root, name, 0755).tolerate(Errno.EEXIST);
        return files.openInRoot(root, name, OpenFlag.PATH, OpenFlag.DIRECTORY)
                .as("find /" + name)
                .result();
    }

    private void targetInto(Register root, String name, Register target) {
        files.close(target);
        files.mkdirat(root, name, 0755).tolerate(Errno.EEXIST);
        files.openInRoot(root, name, OpenFlag.PATH, OpenFlag.DIRECTORY)
                .as("find /" + name)
                .into(target);
    }

    private Register emptyFile(Register directory, String name, int mode, @Nullable Register reuse) {
        var create = files.createInRoot(directory, name, mode, OpenFlag.CREAT, OpenFlag.EXCL, OpenFlag.NOFOLLOW);
        return reuse == null ? create.result() : create.into(reuse).result();
    }
}
