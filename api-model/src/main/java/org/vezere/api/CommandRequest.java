package org.vezere.api;

import java.util.List;
import java.util.Map;
import org.vezere.model.Ctid;
import org.vezere.model.ExecRequest;

/// An [ExecRequest] whose VE is told by the request's path.
///
/// @param words command and arguments
/// @param environment added to the one of the kind
public record CommandRequest(ExecRequest.Kind kind, List<String> words, Map<String, String> environment) {
    public CommandRequest {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /// The request for a VE.
    public ExecRequest in(Ctid ctid) {
        return new ExecRequest(ctid, kind, words, environment);
    }
}
