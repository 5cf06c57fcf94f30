package org.vezere.model;

import java.util.List;

/// Parameters to be changed.
///
/// @param ctid the VE; number 0, VE0 itself, is asked for with [#forNode]
/// @param changes in the user's order; later ones win, lists accumulate
/// @param save also write the config
/// @param mode what to do about parameters that a running VE can't take
public record SetRequest(int ctid, List<ParameterChange> changes, boolean save, boolean force, Mode mode) {
    public SetRequest {
        changes = List.copyOf(changes);
    }

    /// A request for a VE.
    public static SetRequest of(Ctid ctid, List<ParameterChange> changes, boolean save) {
        return new SetRequest(ctid.value(), changes, save, false, Mode.WARN);
    }

    /// What to do about parameters that a running VE can't take.
    public enum Mode {
        WARN,
        RESTART,
        IGNORE
    }
}
