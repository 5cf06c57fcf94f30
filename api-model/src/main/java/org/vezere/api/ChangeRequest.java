package org.vezere.api;

import java.util.List;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;

/// A [SetRequest] whose VE is told by the request's path.
///
/// @param changes in the user's order
/// @param save also write the config
public record ChangeRequest(List<ParameterChange> changes, boolean save, boolean force, SetRequest.Mode mode) {
    public ChangeRequest {
        changes = List.copyOf(changes);
    }

    /// The request for a VE, or for 0, VE0 itself.
    public SetRequest on(int ctid) {
        return new SetRequest(ctid, changes, save, force, mode);
    }
}
