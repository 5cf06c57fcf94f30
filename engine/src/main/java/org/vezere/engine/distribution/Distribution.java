package org.vezere.engine.distribution;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.vezere.linux.KernelException;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.model.value.IpAddress;

/// The settings of a VE in its own files, whatever distribution it is.
///
/// What is written depends on what is there, not on the distribution's name: host name, hosts and resolv.conf are
/// the same everywhere; of the network programs (ifupdown, systemd-networkd, NetworkManager) each that has its
/// directory gets its word, since a VE may have several. So an unknown distribution is served as well as Debian.
///
/// A file that can't be written, because root inside the VE put something strange in its place, is told and passed
/// over: a VE must start all the same.
public final class Distribution {
    private static final String HOSTNAME = "etc/hostname";
    private static final String NETWORKD = "etc/systemd/network";
    private static final String NETWORKD_FILE = NETWORKD + "/00-vezere-venet0.network";
    private static final String NETWORK_MANAGER = "etc/NetworkManager/conf.d";
    private static final String NETWORK_MANAGER_FILE = NETWORK_MANAGER + "/00-vezere-venet0.conf";
    private static final String IFUPDOWN = "etc/network";

    private static final String UNMANAGED_BY_NETWORKD = """
            # Written by Vezere: venet0 is set up before init starts.
            [Match]
            Name=venet0

            [Link]
            Unmanaged=yes
            """;

    private static final String UNMANAGED_BY_NETWORK_MANAGER = """
            # Written by Vezere: venet0 is set up before init starts.
            [keyfile]
            unmanaged-devices+=interface-name:venet0
            """;

    /// None of these files is ever larger in earnest.
    private static final int LARGEST = 1 << 20;

    private final ConfinedRoot root;
    private final Consumer<String> warnings;

    /// @param root the VE's tree; ids as it shows them, so 0 is the VE's root
    /// @param warnings hears one line for each file that can't be written
    public Distribution(ConfinedRoot root, Consumer<String> warnings) {
        this.root = root;
        this.warnings = warnings;
    }

    /// Writes the VE's name.
    ///
    /// @param hostname with or without a domain
    /// @param address the VE's first address, for which the name stands in /etc/hosts
    public void setHostname(String hostname, Optional<IpAddress> address) {
        edit(HOSTNAME, text -> hostname + "\n");
        edit(HostsFile.PATH, text -> HostsFile.with(text, hostname, address));
    }

    /// Writes how the VE resolves names. A link, as systemd-resolved makes one, gives way to a file.
    public void setResolver(ResolverSettings settings) {
        edit(ResolverFile.PATH, text -> ResolverFile.with(text, settings));
    }

    /// Tells the VE's network programs what Vezere does with venet0, or forgets about it when there are no
    /// addresses.
    public void setVenet(VenetSettings venet) {
        if (isThere(IFUPDOWN)) {
            edit(InterfacesFile.PATH, text -> InterfacesFile.with(text, venet));
        }
        boolean used = !venet.addresses().isEmpty();
        keep(NETWORKD, NETWORKD_FILE, used, UNMANAGED_BY_NETWORKD);
        keep(NETWORK_MANAGER, NETWORK_MANAGER_FILE, used, UNMANAGED_BY_NETWORK_MANAGER);
    }

    private void keep(String directory, String file, boolean wanted, String text) {
        if (!isThere(directory)) {
            return;
        }
        if (wanted) {
            edit(file, old -> text);
        } else {
            attempt(file, () -> root.remove(file));
        }
    }

    /// Rewrites a file where that changes anything; one that would be empty is not made.
    private void edit(String file, UnaryOperator<String> change) {
        attempt(file, () -> {
            Optional<String> old = root.readText(file, LARGEST);
            String changed = change.apply(old.orElse(""));
            if (!changed.equals(old.orElse(""))) {
                root.replace(file, changed);
            }
        });
    }

    private boolean isThere(String directory) {
        try {
            return root.exists(directory);
        } catch (KernelException e) {
            return false;
        }
    }

    private void attempt(String file, Runnable action) {
        try {
            action.run();
        } catch (KernelException e) {
            warnings.accept("/" + file + " of the container is left as it is: "
                    + e.errno().sentence());
        }
    }
}
