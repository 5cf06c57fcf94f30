package org.vezere.engine.lifecycle;

import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vezere.engine.config.ConfigChange;
import org.vezere.engine.config.EditedConfig;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.layout.Layout;
import org.vezere.model.Call;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.parameter.Group;
import org.vezere.model.parameter.Parameter;

/// Brings changed parameters into force: in a running VE, or in the files of a stopped one.
final class LiveChanges {
    private static final Set<Group> LIMITS = EnumSet.of(Group.MEMORY, Group.BEANCOUNTERS, Group.CPU, Group.IO);
    private static final Set<Parameter> FILES_INSIDE =
            EnumSet.of(Parameter.HOSTNAME, Parameter.NAMESERVER, Parameter.SEARCHDOMAIN);
    private static final Set<Parameter> DISK = EnumSet.of(Parameter.DISKSPACE, Parameter.DISKINODES);

    private final LimitsOfVe limits;
    private final SettingsOfVe settings;
    private final LiveNetwork network;
    private final Layout layout;
    private final HostNames hostNames;
    private final Passwords passwords;

    LiveChanges(
            LimitsOfVe limits,
            SettingsOfVe settings,
            LiveNetwork network,
            Layout layout,
            HostNames hostNames,
            Passwords passwords) {
        this.limits = limits;
        this.settings = settings;
        this.network = network;
        this.layout = layout;
        this.hostNames = hostNames;
        this.passwords = passwords;
    }

    /// What is told to a running VE.
    void apply(RunningVe ve, VeConfig before, VeConfig after, EditedConfig edited, Call call) {
        boolean inside = false;
        boolean beancounters = false;
        Set<Group> done = EnumSet.noneOf(Group.class);
        for (ConfigChange change : edited.changes()) {
            Parameter parameter = change.parameter();
            switch (change) {
                case ConfigChange.Addresses addresses -> {
                    network.change(ve, addresses, asks(after, edited), call);
                    inside = true;
                }
                case ConfigChange.Netifs netifs -> {
                    network.change(ve, after, netifs, asks(after, edited), call);
                    inside |= settings.areNew(after);
                }
                case ConfigChange.NetDevices devices -> network.change(ve, devices);
                case ConfigChange.Passwords _ -> {
                    // Set last, by #setPasswords.
                }
                case ConfigChange.Replaced _ -> {
                    if (LIMITS.contains(parameter.group())) {
                        if (done.add(parameter.group())) {
                            limits.change(after, ve.cgroup(), parameter);
                        }
                        beancounters |= isBeancounter(parameter);
                        say(after, ve, parameter, call);
                    } else if (parameter == Parameter.HOSTNAME) {
                        hostNames.set(ve, after.value(Parameter.HOSTNAME).orElse(""));
                    } else if (parameter == Parameter.RATE || parameter == Parameter.RATEBOUND) {
                        network.limit(after, call);
                    }
                    inside |= FILES_INSIDE.contains(parameter);
                }
                case ConfigChange.PciDevices _, ConfigChange.Devices _, ConfigChange.DeviceNodes _ ->
                    keepOnly(parameter, call);
            }
        }
        if (beancounters) {
            call.notice(Notice.of(NoticeKind.UBC_SET));
        }
        if (inside) {
            settings.write(after, ve, call::notice);
        }
    }

    /// Whether other owners of an address are looked for, by `--skip_arpdetect` and SKIP_ARPDETECT.
    private static boolean asks(VeConfig config, EditedConfig edited) {
        return !edited.isSteered("skip_arpdetect") && !config.isYes(Parameter.SKIP_ARPDETECT);
    }

    /// Makes a running VE what a config says: limits, addresses, interfaces, names.
    void restore(RunningVe ve, VeConfig config, Call call) {
        for (Parameter one : List.of(Parameter.CPUUNITS, Parameter.IOLIMIT, Parameter.PHYSPAGES)) {
            limits.change(config, ve.cgroup(), one);
        }
        network.restore(ve, config, call);
        hostNames.set(ve, config.value(Parameter.HOSTNAME).orElse(""));
        settings.write(config, ve, call::notice);
    }

    /// What is told about parameters of a VE that does not run; they come into force at its start.
    static void applyStopped(EditedConfig edited, Call call) {
        for (ConfigChange change : edited.changes()) {
            switch (change) {
                case ConfigChange.Passwords _,
                        ConfigChange.Replaced _,
                        ConfigChange.Addresses _,
                        ConfigChange.Netifs _,
                        ConfigChange.NetDevices _ -> {
                    // VE0 has no trace of them before.
                }
                case ConfigChange.PciDevices _, ConfigChange.Devices _, ConfigChange.DeviceNodes _ ->
                    keepOnly(change.parameter(), call);
            }
        }
    }

    /// Whether a change is about the size of the disk.
    static boolean resizes(EditedConfig edited) {
        return edited.changes().stream().map(ConfigChange::parameter).anyMatch(DISK::contains);
    }

    /// Gives the disk the size that a config says, where there is one, whether the VE runs or not.
    void resize(VeConfig config, Call call) {
        if (Files.exists(config.privateArea())) {
            layout.resize(config.privateArea(), CreateVe.limits(config), call::notice);
        }
    }

    /// Sets passwords, which nothing can take back.
    void setPasswords(Optional<RunningVe> running, VeConfig after, EditedConfig edited, Call call) {
        edited.change(ConfigChange.Passwords.class)
                .map(ConfigChange.Passwords::userPasswords)
                .ifPresent(lines -> running.ifPresentOrElse(
                        ve -> passwords.set(ve, after, lines), () -> passwords.set(after, lines, call)));
    }

    private void say(VeConfig config, RunningVe ve, Parameter parameter, Call call) {
        limits.notice(config, parameter, false).ifPresent(call::notice);
        if (isBeancounter(parameter) && !limits.isEnforced(ve.cgroup(), parameter)) {
            call.notice(Notice.of(NoticeKind.ONLY_COUNTED, parameter.name()));
        }
    }

    private static boolean isBeancounter(Parameter parameter) {
        return parameter.beancounter();
    }

    /// Devices are kept in configs that come from elsewhere.
    private static void keepOnly(Parameter parameter, Call call) {
        call.notice(Notice.of(
                NoticeKind.WARNING, parameter.name() + " is kept in the config; this version does not act on it"));
    }
}
