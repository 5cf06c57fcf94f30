package org.vezere.engine.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.parameter.Parameter;

/// What a command makes of a config.
///
/// @param text the config with everything in it that is to be saved
/// @param saved the values that the command asks to save, by parameter; also those that are as they were
/// @param changes what a running VE is to be told, in the order of the table of parameters
/// @param steering options that say how to do it (`skip_arpdetect`, `offline-resize`, `reset_ub`, `applyconfig_map`
///     ...) with their values
public record EditedConfig(
        ConfigText text, Map<Parameter, String> saved, List<ConfigChange> changes, Map<String, String> steering) {
    public EditedConfig {
        saved = Map.copyOf(saved);
        changes = List.copyOf(changes);
        steering = Map.copyOf(steering);
    }

    /// Whether an option was given that says how to do it.
    public boolean isSteered(String option) {
        return steering.containsKey(option);
    }

    /// The change of a kind, where there is one. Of [ConfigChange.Replaced] there may be several: see [#changes].
    public <C extends ConfigChange> Optional<C> change(Class<C> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
