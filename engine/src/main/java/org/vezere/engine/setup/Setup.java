package org.vezere.engine.setup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vezere.engine.setup.Change.Outcome;

/// `vz setup`: prepares a machine for a number of VEs, now and for each boot, and takes that back.
///
/// Sysctls are only ever raised. What was before is written down before anything changes, so that a crash in
/// between loses nothing. A second run with the same number finds nothing to do.
public final class Setup {
    private static final String WRITTEN = "# Written by vz setup, taken away by vz setup --undo.\n";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Modules that VEs and their networks use. Others (bonding, IPVS, quota formats) are loaded by the kernel
    /// itself when somebody asks for them.
    private static final List<String> MODULES =
            List.of("loop", "overlay", "veth", "bridge", "8021q", "tun", "fuse", "nf_tables", "nft_fib_inet", "nft_ct");

    private final Machine machine;
    private final Programs programs;
    private final Sysctls sysctls;
    private final KernelParts parts;
    private final Path undoFile;
    private final SetupFiles files;
    private final Path images;

    /// @param machine whose kernel is set up
    /// @param prefix below which the node's `etc` and `var` lie; `/` on a machine that is one node
    /// @param images the directory below which VEs' images lie, as the kernel names them in
    ///     `/sys/block/loop0/loop/backing_file`
    /// @param programs for modprobe and udevadm
    public Setup(Machine machine, Path prefix, Path images, Programs programs) {
        this.machine = machine;
        this.programs = programs;
        this.sysctls = new Sysctls(machine);
        this.parts = new KernelParts(machine);
        this.undoFile = prefix.resolve("var/lib/vezere/setup.undo");
        this.files = new SetupFiles(prefix.resolve("etc"));
        this.images = images;
    }

    /// Makes room for VEs.
    ///
    /// @param ves how many, 1 to 100,000
    /// @return what was changed or could not be; empty when there was nothing to do
    /// @throws org.vezere.model.VezereException when the undo file cannot be read or written; then nothing
    ///     is changed
    public List<Change> prepare(int ves) {
        if (ves < 1 || ves > 100_000) {
            throw new IllegalArgumentException("the number of VEs is 1 to 100000, not " + ves);
        }
        UndoLog log = UndoLog.read(undoFile);
        List<Change> changes = new ArrayList<>(loadModules());

        List<Wish> wishes = wishes(ves);
        wishes.forEach(wish -> log.change(wish.key(), wish.before(), wish.after(), false));
        log.save();
        Map<String, String> refused = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            Change change = apply(log, wish);
            changes.add(change);
            if (change.outcome() == Outcome.REFUSED) {
                refused.put(wish.key(), wish.after());
            }
        }

        contents(log, refused).forEach((name, content) -> changes.addAll(files.write(log, name, content)));
        log.save();
        if (changes.stream().anyMatch(change -> change.subject().endsWith(".rules"))) {
            reloadUdev();
        }
        return changes;
    }

    /// Takes back what [#prepare] changed, where it is still as that left it.
    ///
    /// @return what was done; empty when there is nothing to take back
    /// @throws org.vezere.model.VezereException when the undo file cannot be read or written
    public List<Change> undo() {
        UndoLog log = UndoLog.read(undoFile);
        List<Change> changes = new ArrayList<>();
        // Looked at before the first write, because setting one key may change another.
        List<Restore> latestFirst = new ArrayList<>(log.settings())
                .reversed().stream()
                        .map(setting -> new Restore(
                                setting, sysctls.read(setting.key()).orElse("").equals(setting.after())))
                        .toList();
        latestFirst.stream()
                .filter(restore -> !restore.setting().along())
                .forEach(restore -> changes.addAll(apply(log, restore)));
        latestFirst.stream()
                .filter(restore -> restore.setting().along())
                .forEach(restore -> changes.addAll(apply(log, restore)));
        changes.addAll(files.remove(log));
        log.save();
        if (changes.stream().anyMatch(change -> change.subject().endsWith(".rules"))) {
            reloadUdev();
        }
        return changes;
    }

    /// A sysctl that shall have another value.
    private record Wish(String key, String before, String after) {}

    /// A sysctl that shall have its old value again, if it still has ours.
    private record Restore(UndoLog.Setting setting, boolean ours) {}

    /// The sysctls that are too low.
    private List<Wish> wishes(int ves) {
        List<Wish> wishes = new ArrayList<>();
        for (Demand demand : Demands.ALL) {
            OptionalLong value = machine.number("/proc/sys/" + demand.key());
            OptionalLong wanted = value.isPresent() ? demand.missing(value.getAsLong(), ves) : OptionalLong.empty();
            if (wanted.isPresent()) {
                if (demand.key().equals("net/ipv6/conf/all/forwarding")) {
                    sysctls.routersToKeep().forEach(key -> wishes.add(new Wish(key, "1", "2")));
                }
                wishes.add(new Wish(demand.key(), Long.toString(value.getAsLong()), Long.toString(wanted.getAsLong())));
            }
        }
        return wishes;
    }

    private Change apply(UndoLog log, Wish wish) {
        String name = Demand.dotted(wish.key());
        Map<String, String> companions = sysctls.companions(wish.key());
        Optional<String> refusal = sysctls.write(wish.key(), wish.after());
        if (refusal.isPresent()) {
            log.forget(wish.key());
            return new Change(name, wish.before(), wish.after(), Outcome.REFUSED, refusal.get());
        }
        // Also those that stayed as they were: switching back may change them.
        companions.forEach((companion, value) ->
                log.change(companion, value, sysctls.read(companion).orElse(value), true));
        return new Change(name, wish.before(), wish.after(), Outcome.DONE, note(wish.key()));
    }

    private static String note(String key) {
        return key.endsWith("/accept_ra")
                ? "this interface's default route comes from a router, whom a forwarding machine heeds only with 2"
                : "";
    }

    private List<Change> apply(UndoLog log, Restore restore) {
        UndoLog.Setting setting = restore.setting();
        String name = Demand.dotted(setting.key());
        String now = sysctls.read(setting.key()).orElse("");
        if (now.isEmpty() || now.equals(setting.before())) {
            log.forget(setting.key());
            return List.of();
        }
        if (!restore.ours()) {
            log.forget(setting.key());
            String note = "setup had made it " + setting.after();
            return List.of(new Change(name, now, setting.before(), Outcome.LEFT, note));
        }
        Optional<String> refusal = sysctls.write(setting.key(), setting.before());
        if (refusal.isEmpty()) {
            log.forget(setting.key());
        }
        Outcome outcome = refusal.isEmpty() ? Outcome.DONE : Outcome.REFUSED;
        return List.of(new Change(name, now, setting.before(), outcome, refusal.orElse("")));
    }

    private List<Change> loadModules() {
        List<Change> changes = new ArrayList<>();
        for (String module : MODULES) {
            if (!parts.isModule(module) || machine.has("/sys/module/" + module)) {
                continue;
            }
            Optional<Programs.Result> result = programs.run(PATIENCE, List.of("modprobe", module));
            boolean loaded = result.isPresent() && result.get().success();
            String note = loaded ? "" : result.map(Programs.Result::output).orElse("modprobe is not there");
            changes.add(new Change("module " + module, "", "loaded", loaded ? Outcome.DONE : Outcome.REFUSED, note));
        }
        return changes;
    }

    /// The files of `/etc` as they should be; an empty one should not be.
    private Map<String, String> contents(UndoLog log, Map<String, String> refused) {
        Map<String, String> values = new LinkedHashMap<>();
        log.settings().stream()
                .filter(setting -> !setting.along())
                .forEach(setting -> values.put(setting.key(), setting.after()));
        values.putAll(refused);
        StringBuilder lines = new StringBuilder();
        values.forEach(
                (key, value) -> lines.append(key).append(" = ").append(value).append('\n'));

        Map<String, String> contents = new LinkedHashMap<>();
        if (!values.isEmpty()) {
            contents.put("sysctl.d/90-vezere.conf", WRITTEN + lines);
        }
        List<String> modules = MODULES.stream().filter(parts::isModule).toList();
        if (!modules.isEmpty()) {
            contents.put("modules-load.d/vezere.conf", WRITTEN + String.join("\n", modules) + "\n");
        }
        contents.put("udev/rules.d/59-vezere.rules", WRITTEN + udevRule());
        return contents;
    }

    /// Keeps udev from opening our images whenever one is attached or written, which would make detaching fail
    /// with EBUSY. Before 60-block.rules, which sets the watch, hence the final assignment.
    private String udevRule() {
        return "ACTION!=\"remove\", SUBSYSTEM==\"block\", KERNEL==\"loop*\", "
                + "ATTR{loop/backing_file}==\"" + images + "/*\", "
                + "ENV{UDEV_DISABLE_PERSISTENT_STORAGE_RULES_FLAG}=\"1\", ENV{UDISKS_IGNORE}=\"1\", "
                + "ENV{SYSTEMD_READY}=\"0\", OPTIONS:=\"nowatch\"\n";
    }

    private void reloadUdev() {
        if (machine.has("/run/udev/control")) {
            programs.run(PATIENCE, List.of("udevadm", "control", "--reload"));
        }
    }
}
