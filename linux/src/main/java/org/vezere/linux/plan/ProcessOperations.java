package org.vezere.linux.plan;

import static org.vezere.linux.plan.Operations.number;
import static org.vezere.linux.plan.Operations.symbol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.vezere.linux.Capability;
import org.vezere.linux.CloneFlag;
import org.vezere.linux.ResourceLimit;
import org.vezere.linux.ffi.Syscall;

/// What a process is and what it inherits: namespaces, session, ids, capabilities, limits, signals; and
/// `execve(2)`.
public final class ProcessOperations {
    private static final int SIGNALS = 64;
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final int HIGHEST_CPU = 8192;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    private final Operations operations;

    ProcessOperations(Operations operations) {
        this.operations = operations;
    }

    /// Leaves namespaces for new ones.
    public Step unshare(CloneFlag... flags) {
        return operations.syscall(Syscall.UNSHARE, Operand.Flags.of(List.of(flags)));
    }

    /// Enters namespaces of the process behind a pidfd, all at once (kernel 5.8), or the namespace behind a
    /// descriptor.
    public Step setns(Descriptor target, CloneFlag... flags) {
        return operations.syscall(Syscall.SETNS, target, Operand.Flags.of(List.of(flags)));
    }

    /// Sets the host name of the UTS namespace.
    public Step setHostName(String name) {
        int length = name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return operations.syscall(Syscall.SETHOSTNAME, operations.string(name), number(length));
    }

    /// Leads a new session, without a terminal.
    public Step setsid() {
        return operations.syscall(Syscall.SETSID);
    }

    /// Replaces the session keyring by a new, empty one: keys of the launcher are out of reach.
    public Step joinNewSessionKeyring() {
        return operations
                .syscall(Syscall.KEYCTL, symbol(1, "join_session_keyring"), number(0))
                .as("leave the session keyring");
    }

    /// Sets real, effective and saved uid.
    public Step setUid(int uid) {
        return operations.syscall(Syscall.SETRESUID, number(uid), number(uid), number(uid));
    }

    /// Sets real, effective and saved gid.
    public Step setGid(int gid) {
        return operations.syscall(Syscall.SETRESGID, number(gid), number(gid), number(gid));
    }

    /// Sets the supplementary groups.
    public Step setGroups(int... groups) {
        if (groups.length == 0) {
            return operations.syscall(Syscall.SETGROUPS, number(0), number(0));
        }
        byte[] bytes = new byte[4 * groups.length];
        ByteBuffer ids = PlanData.wrap(bytes);
        for (int group : groups) {
            ids.putInt(group);
        }
        return operations.syscall(
                Syscall.SETGROUPS, number(groups.length), operations.data().bytes(bytes, Arrays.toString(groups)));
    }

    /// Takes a capability out of the bounding set, for good.
    public Step dropFromBoundingSet(Capability capability) {
        return prctl(24, "capbset_drop", symbol(capability.number(), capability.lowerName()));
    }

    /// Sets effective, permitted and inheritable capabilities.
    public Step setCapabilities(
            Collection<Capability> effective, Collection<Capability> permitted, Collection<Capability> inheritable) {
        byte[] head = PlanData.buffer(8).putInt(CAPABILITY_VERSION_3).putInt(0).array();
        long[] masks = {Capability.mask(effective), Capability.mask(permitted), Capability.mask(inheritable)};
        byte[] bytes = new byte[24];
        ByteBuffer data = PlanData.wrap(bytes);
        for (int half = 0; half < 2; half++) {
            for (long mask : masks) {
                data.putInt((int) (mask >>> (32 * half)));
            }
        }
        return operations.syscall(
                Syscall.CAPSET,
                operations.data().bytes(head, "self"),
                operations.data().bytes(bytes, permitted.size() + " capabilities"));
    }

    /// Empties the ambient set.
    public Step clearAmbientCapabilities() {
        return prctl(47, "cap_ambient", symbol(4, "clear_all"));
    }

    /// Sets the securebits of `capabilities(7)`.
    public Step setSecurebits(int bits) {
        return prctl(28, "set_securebits", number(bits));
    }

    /// Whether others may trace the process and read its memory. Exec of a readable program sets it again.
    public Step setDumpable(boolean dumpable) {
        return prctl(4, "set_dumpable", number(dumpable ? 1 : 0));
    }

    /// The signal that the process gets when its parent ends; 0 for none. Cleared by changes of ids.
    public Step setParentDeathSignal(int signal) {
        return prctl(1, "set_pdeathsig", number(signal));
    }

    /// From here on no set-uid program gains anything, and this can't be undone.
    public Step setNoNewPrivileges() {
        return prctl(38, "set_no_new_privs", number(1));
    }

    /// The name of the process in `ps`, up to 15 bytes.
    public Step setName(String name) {
        return prctl(15, "set_name", operations.string(name));
    }

    /// How late timers may be, in nanoseconds; the kernel's own default is 50000.
    public Step setTimerSlack(long nanoseconds) {
        return prctl(29, "set_timerslack", number(nanoseconds));
    }

    /// Sets a resource limit, soft and hard; [ResourceLimit#INFINITY] for none.
    public Step setLimit(ResourceLimit limit, long soft, long hard) {
        byte[] values = PlanData.buffer(16).putLong(soft).putLong(hard).array();
        return operations
                .syscall(
                        Syscall.PRLIMIT64,
                        number(0),
                        symbol(limit.number(), limit.lowerName()),
                        operations.data().bytes(values, limitWords(soft) + ":" + limitWords(hard)),
                        number(0))
                .as("set limit " + limit.lowerName());
    }

    /// Sets the niceness, -20 to 19.
    public Step setNice(int nice) {
        return operations.syscall(Syscall.SETPRIORITY, symbol(0, "process"), number(0), number(nice));
    }

    /// Ordinary time-sharing for CPU and the I/O priority that follows the niceness.
    public void resetScheduling() {
        operations.syscall(
                Syscall.SCHED_SETSCHEDULER,
                number(0),
                symbol(0, "other"),
                operations.data().bytes(new byte[8], "priority 0"));
        operations.syscall(Syscall.IOPRIO_SET, symbol(1, "process"), number(0), symbol(0, "none"));
    }

    /// Lets the process run on every CPU that its cgroup allows.
    public Step resetAffinity() {
        byte[] mask = new byte[HIGHEST_CPU / 8];
        Arrays.fill(mask, (byte) 0xff);
        return operations.syscall(
                Syscall.SCHED_SETAFFINITY,
                number(0),
                number(mask.length),
                operations.data().bytes(mask, "all CPUs"));
    }

    /// Sets the bits that new files do not get.
    public Step setUmask(int mask) {
        return operations.syscall(Syscall.UMASK, symbol(mask, "0" + Integer.toOctalString(mask)));
    }

    /// No signal is blocked, none is ignored or handled.
    public void resetSignals() {
        Operand.Data zero = operations.data().bytes(new byte[32], "default");
        for (int signal = 1; signal <= SIGNALS; signal++) {
            if (signal != SIGKILL && signal != SIGSTOP) {
                operations.syscall(Syscall.RT_SIGACTION, number(signal), zero, number(0), number(8));
            }
        }
        operations.syscall(
                Syscall.RT_SIGPROCMASK,
                symbol(2, "setmask"),
                operations.data().bytes(new byte[8], "none"),
                number(0),
                number(8));
    }

    /// Filters all later system calls of the process and of its children.
    ///
    /// @param filter a classic BPF program, 8 bytes per instruction
    public Step seccomp(byte[] filter) {
        int instructions = filter.length / 8;
        if (instructions == 0 || filter.length % 8 != 0 || instructions > 4096) {
            throw new IllegalArgumentException(
                    "a seccomp filter has 1 to 4096 instructions of 8 bytes, this one " + filter.length + " bytes");
        }
        PlanData data = operations.data();
        Operand.Data code = data.bytes(filter, "filter");
        byte[] head = PlanData.buffer(16).putShort((short) instructions).array();
        Operand.Data program = data.bytes(head, instructions + " instructions");
        data.relocate((int) program.offset() + 8, code.offset());
        return operations
                .syscall(Syscall.SECCOMP, symbol(1, "set_mode_filter"), number(0), program)
                .as("filter system calls");
    }

    /// Executes a program; when it succeeds the list has ended. Tolerated errnos let several be tried in order.
    ///
    /// @param arguments with the program's own name first
    /// @param environment `NAME=value`
    public Step execve(String path, List<String> arguments, List<String> environment) {
        PlanData data = operations.data();
        return operations.syscall(
                Syscall.EXECVE,
                data.string(path),
                data.vector(arguments),
                new Environment(data.vector(environment)).operand());
    }

    private Step prctl(int option, String name, Operand argument) {
        return operations.syscall(Syscall.PRCTL, symbol(option, name), argument, number(0), number(0), number(0));
    }

    private static String limitWords(long value) {
        return value == ResourceLimit.INFINITY ? "unlimited" : Long.toString(value);
    }

    /// An environment is shown as its size: values may be secrets.
    private record Environment(Operand.Data vector) {
        Operand.Data operand() {
            return new Operand.Data(vector.offset(), this);
        }

        @Override
        public String toString() {
            return vector.meaning() instanceof List<?> list ? list.size() + " variables" : "environment";
        }
    }
}
