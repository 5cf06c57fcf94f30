package org.vezere.linux.seccomp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.vezere.linux.Errno;

/// What the processes of a VE may not ask of the kernel. All else passes, calls that this kernel does not
/// know too: they get the kernel's own ENOSYS, which programs take as a reason to try something older.
///
/// @param denied names of system calls and the errno that they answer
/// @param deniedArguments calls that answer EPERM with a certain value of one of their arguments
public record SeccompPolicy(Map<String, Errno> denied, Set<Argument> deniedArguments) {
    /// A value of an argument of a system call; the kernel's 32 bits of it.
    ///
    /// @param position from 0
    public record Argument(String call, int position, long value) {}

    private static final long NETLINK_NETFILTER = 12;

    /// IPT_SO_SET_REPLACE and IPT_SO_SET_ADD_COUNTERS (ip6tables has the same numbers), and those of
    /// arptables and ebtables (`linux/netfilter_*`).
    private static final Set<Long> FIREWALL_OPTIONS = Set.of(64L, 65L, 96L, 97L, 128L, 129L);

    /// Puts characters into a terminal's input: whoever shares it with its user types for him.
    public static final long TIOCSTI = 0x5412;

    /// Selection and paste on virtual consoles, with the same effect.
    public static final long TIOCLINUX = 0x541C;

    public SeccompPolicy {
        denied = Map.copyOf(denied);
        deniedArguments = Set.copyOf(deniedArguments);
    }

    /// The policy of a VE that was granted nothing special.
    ///
    /// What it holds is either not bound to namespaces or a part of the kernel that has been a way out again
    /// and again, and that a complete system does not need. Not in it: `reboot`, which ends the VE's own pid
    /// namespace; `mount`, `unshare`, `clone` with namespaces, `keyctl`, `ptrace`, which inits and nested
    /// containers need.
    public static SeccompPolicy standard() {
        return new SeccompPolicy(
                Map.ofEntries(
                        // Another kernel, or code in this one.
                        denied("kexec_load"),
                        denied("kexec_file_load"),
                        denied("init_module"),
                        denied("finit_module"),
                        denied("delete_module"),
                        denied("create_module"),
                        denied("bpf"),
                        // Opens any file of a filesystem by number, past all directories.
                        denied("open_by_handle_at"),
                        // Resources of the whole machine.
                        denied("swapon"),
                        denied("swapoff"),
                        denied("acct"),
                        denied("syslog"),
                        denied("iopl"),
                        denied("ioperm"),
                        denied("settimeofday"),
                        denied("stime"),
                        denied("lookup_dcookie"),
                        denied("nfsservctl"),
                        denied("vm86"),
                        denied("vm86old"),
                        // Looks into other processes and the kernel.
                        denied("perf_event_open"),
                        // Holds the kernel in the middle of an access to memory, which makes races certain.
                        denied("userfaultfd"),
                        // Memory policy of the whole machine's nodes, moved at the cost of others.
                        denied("move_pages"),
                        denied("migrate_pages")),
                Set.of(new Argument("ioctl", 1, TIOCSTI), new Argument("ioctl", 1, TIOCLINUX)));
    }

    /// This policy without some of its calls, for a VE that they were granted to.
    public SeccompPolicy allowing(String... names) {
        Map<String, Errno> rest = new HashMap<>(denied);
        for (String name : names) {
            rest.remove(name);
        }
        return new SeccompPolicy(rest, deniedArguments);
    }

    /// This policy for a VE that may have no packet filter: neither nftables, which is a protocol of netlink,
    /// nor the older tools, which write their tables by socket options. The socket calls of old 32-bit
    /// programs go with it, since nothing can look at their arguments.
    public SeccompPolicy withoutFirewall() {
        Map<String, Errno> more = new HashMap<>(denied);
        more.put("socketcall", Errno.EPERM);
        Set<Argument> arguments = new HashSet<>(deniedArguments);
        arguments.add(new Argument("socket", 2, NETLINK_NETFILTER));
        for (long option : FIREWALL_OPTIONS) {
            arguments.add(new Argument("setsockopt", 2, option));
        }
        return new SeccompPolicy(more, arguments);
    }

    private static Map.Entry<String, Errno> denied(String name) {
        return Map.entry(name, Errno.EPERM);
    }
}
