package org.vezere.engine.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vezere.engine.config.ConfigChange;
import org.vezere.engine.config.ConfigFile;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.config.EditedConfig;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeNames;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.SetRequest;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Applies;
import org.vezere.model.parameter.Parameter;

/// `set`: changes parameters of a VE, in the running VE, in its config, or both.
final class SetVe {
    private static final Set<Parameter> REFUSED_BY_A_RUNNING_VE = Set.of(
            Parameter.CAPABILITY, Parameter.FEATURES, Parameter.NETFILTER, Parameter.DISK_QUOTA, Parameter.MOUNT_OPTS);

    /// How `--applyconfig_map` comes to be known here: the sample may have a name.
    private static final String MAPPED = "applyconfig_map";

    private final NodeServices node;
    private final VeNames names;
    private final Editing editing;
    private final LiveChanges live;

    SetVe(NodeServices node, VeNames names, Editing editing, LiveChanges live) {
        this.node = node;
        this.names = names;
        this.editing = editing;
        this.live = live;
    }

    /// Changes a VE; the caller holds its lock.
    ///
    /// @return whether the VE has to be restarted for the changes to come into force, and the user wants that
    boolean run(SetRequest request, Call call) {
        Ctid ctid = new Ctid(request.ctid());
        Optional<VeConfig> known = node.registry().find(ctid);
        VeConfig before =
                known.orElseGet(() -> new VeConfig(ctid, node.registry().global(), ConfigText.EMPTY));
        if (known.isEmpty()) {
            if (!request.save()) {
                throw new VezereException(FailureKind.NO_CONFIG);
            }
            call.notice(Notice.of(NoticeKind.CONFIG_NOT_FOUND, before.file()));
        }
        EditedConfig edited = editing.of(ctid, before.text()).edit(request.changes());
        VeConfig after = new VeConfig(ctid, node.registry().global(), edited.text());
        requireSave(request, edited);
        if (edited.saved().containsKey(Parameter.NAME)) {
            after.name().ifPresent(name -> names.check(ctid, name));
        }
        Optional<RunningVe> running = node.supervisor().alive(ctid);
        boolean restart = running.isPresent() && refusals(edited, before, request);
        boolean named = request.save() && (edited.saved().containsKey(Parameter.NAME) || edited.isSteered(MAPPED));
        boolean resizes = LiveChanges.resizes(edited) && (request.save() || running.isPresent());
        Unfinished.Entry entry = new Unfinished.Entry(
                ctid,
                resizes ? Unfinished.Work.SET_DISK : Unfinished.Work.SET,
                after.privateArea(),
                after.name(),
                known.map(VeConfig::text));
        boolean writtenDown = request.save() && (named || resizes);
        try (Steps steps = new Steps("set", ctid, node.stepWatch())) {
            if (writtenDown) {
                steps.run("write down", () -> node.unfinished().begin(entry), () -> settle(entry, call));
            }
            if (!restart) {
                running.ifPresent(ve -> steps.run(
                        "begin", () -> node.runFiles().changing(ctid, true), () -> takeBack(ve, before, call)));
                steps.run("apply", saving(request, () -> apply(running, before, after, edited, call)));
            }
            if (resizes) {
                steps.run("disk", saving(request, () -> live.resize(after, call)));
            }
            boolean linked = named && steps.get("name", () -> link(after));
            if (edited.change(ConfigChange.Passwords.class).isPresent()) {
                steps.run("passwords", saving(request, () -> live.setPasswords(running, after, edited, call)));
            }
            steps.run("save", () -> keep(request, running, after, edited, known.isPresent(), call));
            if (linked) {
                call.notice(Notice.of(NoticeKind.NAME_ASSIGNED, after.name().orElse("")));
            }
            running.ifPresent(ve -> steps.run("end", () -> node.runFiles().changing(ctid, false)));
            if (writtenDown) {
                steps.run("former name", () -> removeFormerNames(entry, after.name()));
                steps.run("cross out", () -> node.unfinished().end(ctid));
            }
            steps.complete();
        }
        node.events().add("ve.changed", ctid, Map.of("parameters", words(edited)));
        return restart;
    }

    /// Gives a running VE again what its config says, after a change that failed or broke off half-way.
    ///
    /// @param saved what its file says; what was set without `--save` stays in force
    void takeBack(RunningVe ve, VeConfig saved, Call call) {
        live.restore(ve, node.runFiles().inForce(saved), call);
        node.runFiles().changing(ve.ctid(), false);
    }

    /// Makes names and disk what the config says, after a change that failed or broke off half-way: what was not saved
    /// is so taken back, and what was saved is finished. The caller holds the VE's lock.
    void settle(Unfinished.Entry entry, Call call) {
        Optional<VeConfig> now = node.registry().find(entry.ctid());
        removeFormerNames(entry, now.flatMap(VeConfig::name));
        now.filter(config -> names.holder(config.name().orElse("")).isEmpty()).ifPresent(this::link);
        if (entry.work() == Unfinished.Work.SET_DISK) {
            now.ifPresent(config -> live.resize(config, call));
        }
        node.unfinished().end(entry.ctid());
    }

    /// Until the config says a name too, its link leads nowhere.
    private boolean link(VeConfig config) {
        String name = config.name().orElse("");
        return names.assign(config.ctid(), name, name) && !name.isEmpty();
    }

    private void removeFormerNames(Unfinished.Entry entry, Optional<String> name) {
        Optional<String> former = entry.before().flatMap(text -> text.get(Parameter.NAME));
        Stream.of(entry.name(), former)
                .flatMap(Optional::stream)
                .filter(one -> !Optional.of(one).equals(name))
                .forEach(one -> names.remove(entry.ctid(), one));
    }

    private void keep(
            SetRequest request,
            Optional<RunningVe> running,
            VeConfig after,
            EditedConfig edited,
            boolean existed,
            Call call) {
        if (request.save()) {
            save(after, edited, existed, call);
            running.ifPresent(ve -> node.runFiles().deleteConfig(after.ctid()));
        } else if (!edited.saved().isEmpty()) {
            running.ifPresent(
                    ve -> node.runFiles().writeConfig(after.ctid(), after.text().bytes()));
            call.notice(Notice.of(running.isPresent() ? NoticeKind.NOT_SAVED_RUNNING : NoticeKind.NOT_SAVED_STOPPED));
        }
    }

    private void apply(Optional<RunningVe> running, VeConfig before, VeConfig after, EditedConfig edited, Call call) {
        running.ifPresentOrElse(
                ve -> live.apply(ve, before, after, edited, call), () -> LiveChanges.applyStopped(edited, call));
    }

    /// An action whose failure keeps the config from being saved, which its user is told.
    private static Runnable saving(SetRequest request, Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (VezereException failure) {
                if (request.save()) {
                    throw new VezereException(
                            failure.kind(),
                            failure.detail()
                                    + "\nError: failed to apply some parameters, not saving configuration file!",
                            failure);
                }
                throw failure;
            }
        };
    }

    private static void requireSave(SetRequest request, EditedConfig edited) {
        if (request.save()) {
            return;
        }
        for (Parameter parameter : edited.saved().keySet()) {
            if (parameter.applies() == Applies.NEEDS_SAVE) {
                throw new VezereException(
                        FailureKind.BAD_PARAMETER,
                        "--" + parameter.options().getFirst().name() + " has no effect without --save");
            }
        }
    }

    /// Says what a running VE can't take.
    ///
    /// @return whether it is to be restarted instead
    private static boolean refusals(EditedConfig edited, VeConfig before, SetRequest request) {
        List<String> refused = new ArrayList<>();
        for (Parameter parameter : new TreeSet<>(edited.saved().keySet())) {
            boolean changed = !edited.saved()
                    .getOrDefault(parameter, "")
                    .equals(before.written(parameter).orElse(""));
            if (changed && REFUSED_BY_A_RUNNING_VE.contains(parameter)) {
                refused.add(refusal(parameter));
            }
        }
        if (refused.isEmpty()) {
            return false;
        }
        return switch (request.mode()) {
            case RESTART -> {
                if (!request.save()) {
                    throw new VezereException(FailureKind.RUNNING, String.join("\n", refused));
                }
                yield true;
            }
            case IGNORE -> throw new VezereException(FailureKind.RUNNING, String.join("\n", refused));
            case WARN ->
                throw new VezereException(
                        FailureKind.RUNNING,
                        String.join("\n", refused) + "\n"
                                + Notice.of(NoticeKind.NEEDS_RESTART).text());
        };
    }

    private static String refusal(Parameter parameter) {
        return switch (parameter) {
            case CAPABILITY -> "Unable to set capability on a running container";
            case FEATURES -> "Unable to set features on a running container";
            case NETFILTER -> "Unable to set iptables/netfilter on a running container";
            case DISK_QUOTA -> "Unable to switch DISK_QUOTA on or off on a running container";
            default -> "Unable to change mount options on a running container";
        };
    }

    private static void save(VeConfig after, EditedConfig edited, boolean existed, Call call) {
        if (edited.saved().isEmpty() && existed) {
            call.notice(Notice.of(NoticeKind.CONFIG_UNCHANGED));
        } else {
            ConfigFile.save(after.file(), after.text());
            call.notice(Notice.of(NoticeKind.CONFIG_SAVED, after.file()));
        }
    }

    private static String words(EditedConfig edited) {
        return edited.saved().keySet().stream().map(Parameter::name).sorted().collect(Collectors.joining(" "));
    }
}
