package org.vezere.linux.seccomp;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vezere.linux.Errno;

/// What the processes of a VE may not ask of the kernel. All else passes, calls that this kernel does not know
/// too: they
/// get the kernel's own ENOSYS, which programs take as a reason to try something older.
///
/// @param denied names of system calls and the errno that they answer
/// @param deniedTerminalRequests `ioctl` requests on terminals that answer EPERM
public record SeccompPolicy(Map<String, Errno> denied, SortedSet<Long> deniedTerminalRequests) {
    /// Puts characters into a terminal's input: whoever shares it with its user types for him.
    public static final long TIOCSTI = 0x5412;

    /// Selection and paste on virtual consoles, with the same effect.
    public static final long TIOCLINUX = 0x541C;

    public SeccompPolicy {
        denied = Map.copyOf(denied);
        deniedTerminalRequests = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(deniedTerminalRequests));
    }

    /// The policy of a VE that was granted nothing special.
    ///
    /// What it holds is either not bound to namespaces or a part of the kernel that has been a way out again
    /// and again,
    /// and that a complete system does not need. Not in it: `reboot`, which ends the VE's own pid namespace;
    /// `mount`,
    /// `unshare`, `clone` with namespaces, `keyctl`, `ptrace`, which inits and nested containers need.
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
                new TreeSet<>(java.util.List.of(TIOCSTI, TIOCLINUX)));
    }

    /// This policy without some of its calls, for a VE that they were granted to.
    public SeccompPolicy allowing(String... names) {
        Map<String, Errno> rest = new java.util.HashMap<>(denied);
        for (String name : names) {
            rest.remove(name);
        }
        return new SeccompPolicy(rest, deniedTerminalRequests);
    }

    private static Map.Entry<String, Errno> denied(String name) {
        return Map.entry(name, Errno.EPERM);
    }
}
