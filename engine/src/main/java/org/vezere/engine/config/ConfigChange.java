package org.vezere.engine.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.ValueKind;
import org.vezere.model.value.DeviceNode;
import org.vezere.model.value.DeviceRule;
import org.vezere.model.value.IpAddress;
import org.vezere.model.value.Netif;
import org.vezere.model.value.PciAddress;

/// Something that a command wants to be otherwise, in the form in which a running VE can be told.
public sealed interface ConfigChange {
    /// The parameter that it is about.
    Parameter parameter();

    /// A value in place of another.
    ///
    /// @param text the new value as it is saved
    record Replaced(Parameter parameter, String text) implements ConfigChange {
        /// The new value as the type of its kind.
        public <T> T value(ValueKind<T> kind) {
            return kind.parse(text);
        }
    }

    /// IP addresses. One that the VE has and is given again is taken away first.
    ///
    /// @param all whether every address is taken away, also one that no config knows of
    /// @param removed those to be taken away
    /// @param added those to be given then
    record Addresses(boolean all, List<IpAddress> removed, List<IpAddress> added) implements ConfigChange {
        public Addresses {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
        }

        @Override
        public Parameter parameter() {
            return Parameter.IP_ADDRESS;
        }
    }

    /// Ethernet interfaces.
    ///
    /// @param removed those to be taken away
    /// @param added those to be made
    /// @param altered those that stay, with other settings
    record Netifs(List<Netif> removed, List<Netif> added, List<Altered> altered) implements ConfigChange {
        public Netifs {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
            altered = List.copyOf(altered);
        }

        /// What this change makes of the interfaces that a VE has.
        public List<Netif> of(List<Netif> present) {
            Map<String, Netif> all = new LinkedHashMap<>();
            present.forEach(netif -> all.put(netif.ifname(), netif));
            removed.forEach(netif -> all.remove(netif.ifname()));
            altered.forEach(one -> all.put(one.after().ifname(), one.after()));
            added.forEach(netif -> all.put(netif.ifname(), netif));
            return List.copyOf(all.values());
        }

        /// An interface before and after.
        public record Altered(Netif before, Netif after) {}

        @Override
        public Parameter parameter() {
            return Parameter.NETIF;
        }
    }

    /// Interfaces of VE0 that move into the VE or back.
    record NetDevices(List<String> removed, List<String> added) implements ConfigChange {
        public NetDevices {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
        }

        @Override
        public Parameter parameter() {
            return Parameter.NETDEV;
        }
    }

    /// PCI devices that the VE is given or that are taken from it.
    record PciDevices(List<PciAddress> removed, List<PciAddress> added) implements ConfigChange {
        public PciDevices {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
        }

        @Override
        public Parameter parameter() {
            return Parameter.PCI;
        }
    }

    /// What the VE may do with devices, by number; permissions of none take a device away.
    record Devices(List<DeviceRule> rules) implements ConfigChange {
        public Devices {
            rules = List.copyOf(rules);
        }

        @Override
        public Parameter parameter() {
            return Parameter.DEVICES;
        }
    }

    /// Devices that the VE gets by name; permissions of none take a device away.
    record DeviceNodes(List<DeviceNode> nodes) implements ConfigChange {
        public DeviceNodes {
            nodes = List.copyOf(nodes);
        }

        @Override
        public Parameter parameter() {
            return Parameter.DEVNODES;
        }
    }

    /// Passwords of users inside the VE, which no config keeps.
    record Passwords(List<String> userPasswords) implements ConfigChange {
        public Passwords {
            userPasswords = List.copyOf(userPasswords);
        }

        @Override
        public Parameter parameter() {
            return Parameter.USERPASSWD;
        }

        /// Without the passwords, as this may be logged.
        @Override
        public String toString() {
            return "Passwords of " + userPasswords.size() + " users";
        }
    }
}
