package org.vezere.model;

import java.util.List;
import java.util.Optional;

/// A VE to be made.
///
/// @param template the OS template; without one `DEF_OSTEMPLATE`
/// @param sample the config sample; without one `CONFIGFILE` of vz.conf
/// @param changes further parameters, as `set` takes them
public record CreateRequest(
        Ctid ctid, Optional<String> template, Optional<String> sample, List<ParameterChange> changes) {
    public CreateRequest {
        changes = List.copyOf(changes);
    }
}
