package org.vezere.engine.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// The parts of the running kernel that may be modules: built in, loaded, to be had, or not there.
///
/// Read from `/sys/module`, the kernel's config (`/proc/config.gz`, `/boot/config-RELEASE`) and the module lists
/// of `man 5 modules.dep`. Nothing is loaded: bonding, for one, makes a device when it is.
public final class KernelParts {
    private final Machine machine;
    private final Map<String, String> config;
    private final Set<String> builtIn = new HashSet<>();
    private final Set<String> loadable = new HashSet<>();
    private final boolean lists;

    /// Reads config and lists of the running kernel.
    public KernelParts(Machine machine) {
        this.machine = machine;
        this.config = config(machine);
        String modules = "/lib/modules/" + machine.release();
        machine.lines(modules + "/modules.builtin").forEach(line -> builtIn.add(moduleName(line)));
        for (String line : machine.lines(modules + "/modules.dep")) {
            loadable.add(moduleName(line.substring(0, Math.max(0, line.indexOf(':')))));
        }
        this.lists = !loadable.isEmpty();
    }

    /// What is known of a part.
    ///
    /// @param module the module's name, such as `8021q`
    /// @param option the config option that makes it, such as `VLAN_8021Q`
    public Presence presence(String module, String option) {
        String name = module.replace('-', '_');
        if (machine.has("/sys/module/" + name)) {
            return Presence.LOADED;
        }
        if (builtIn.contains(name) || "y".equals(config.get(option))) {
            return Presence.BUILT_IN;
        }
        if (loadable.contains(name)) {
            return Presence.LOADABLE;
        }
        if (lists || !config.isEmpty()) {
            return "m".equals(config.get(option)) ? Presence.NOT_INSTALLED : Presence.ABSENT;
        }
        return Presence.UNKNOWN;
    }

    /// Whether a part is a module that lies on this machine, loaded or not.
    public boolean isModule(String module) {
        return loadable.contains(module.replace('-', '_'));
    }

    /// Whether the kernel was built with an option of any kind; unknown without a config.
    ///
    /// @param option such as `CFS_BANDWIDTH`
    public Presence option(String option) {
        if (config.isEmpty()) {
            return Presence.UNKNOWN;
        }
        return config.containsKey(option) ? Presence.BUILT_IN : Presence.ABSENT;
    }

    /// What is known of a part of the kernel.
    public enum Presence {
        BUILT_IN("built in"),
        LOADED("there"),
        LOADABLE("a module, loaded at need"),
        NOT_INSTALLED("a module whose file is not on this machine"),
        ABSENT("not in this kernel"),
        UNKNOWN("not known: this machine has neither the kernel's config nor its module lists");

        private final String words;

        Presence(String words) {
            this.words = words;
        }

        /// Whether it works, at the latest when it is first used.
        public boolean usable() {
            return this == BUILT_IN || this == LOADED || this == LOADABLE;
        }

        /// For a sentence: "macvlan is ...".
        public String words() {
            return words;
        }
    }

    private static String moduleName(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int end = file.indexOf(".ko");
        return (end < 0 ? file : file.substring(0, end)).replace('-', '_');
    }

    private static Map<String, String> config(Machine machine) {
        Map<String, String> options = new HashMap<>();
        Path packed = machine.file("/proc/config.gz");
        if (Files.isReadable(packed)) {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(packed)), StandardCharsets.UTF_8))) {
                reader.lines().forEach(line -> add(options, line));
                return options;
            } catch (IOException unreadable) {
                options.clear();
            }
        }
        machine.lines("/boot/config-" + machine.release()).forEach(line -> add(options, line));
        return options;
    }

    private static void add(Map<String, String> options, String line) {
        int equals = line.indexOf('=');
        if (line.startsWith("CONFIG_") && equals > 0) {
            options.put(line.substring("CONFIG_".length(), equals), line.substring(equals + 1));
        }
    }
}
