package org.vezere.engine.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Texts;

/// What to do inside a VE of a certain distribution: a config in `/etc/vz/dists` that names a script for each action.
///
/// @param file the config
/// @param scripts the script of each action that has one
public record DistributionConfig(Path file, Map<Action, Path> scripts) {
    /// Something that distributions do in different ways. The names are those of the config.
    public enum Action {
        ADD_IP,
        DEL_IP,
        SET_HOSTNAME,
        SET_DNS,
        SET_USERPASS,
        SET_UGID_QUOTA,
        POST_CREATE,
        PRE_START,
        SET_CONSOLE
    }

    public DistributionConfig {
        scripts = Map.copyOf(scripts);
    }

    /// The config for an OS template: that of the longest part of its name, cut at `-`, for which there is one
    /// (`debian-12-x86_64`, `debian-12`, `debian`), else `default`.
    ///
    /// @param directory `/etc/vz/dists`
    /// @param template the OS template's name; empty when it is not known
    /// @return nothing when there is not even a default
    public static Optional<DistributionConfig> find(Path directory, String template) {
        String name = template.substring(template.lastIndexOf('/') + 1);
        while (!name.isEmpty()) {
            Path file = directory.resolve(name + ".conf");
            if (isName(name) && Files.isRegularFile(file)) {
                return Optional.of(read(directory, file));
            }
            name = name.substring(0, Math.max(0, name.lastIndexOf('-')));
        }
        Path file = directory.resolve("default.conf");
        return Files.isRegularFile(file) ? Optional.of(read(directory, file)) : Optional.empty();
    }

    /// The script of an action.
    public Optional<Path> script(Action action) {
        return Optional.ofNullable(scripts.get(action));
    }

    private static DistributionConfig read(Path directory, Path file) {
        ConfigText text = ConfigFile.read(file).orElse(ConfigText.EMPTY);
        Map<Action, Path> scripts = new EnumMap<>(Action.class);
        for (Action action : Action.values()) {
            text.get(action.name())
                    .filter(DistributionConfig::isName)
                    .ifPresent(name ->
                            scripts.put(action, directory.resolve("scripts").resolve(name)));
        }
        return new DistributionConfig(file, scripts);
    }

    private static boolean isName(String name) {
        try {
            Texts.fileName(name);
            return true;
        } catch (BadValueException notOne) {
            return false;
        }
    }
}
