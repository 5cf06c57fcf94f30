package org.vezere.api;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vezere.model.FailureKind;

/// One thing that can be asked of a node over HTTP.
///
/// @param path with variables in braces, each a whole segment: `/v1/ves/{ve}/start`
/// @param name what programs call it, unique: `startVe`
/// @param request what the body must be; [Codecs#NOTHING] for none, then an empty body is as good
/// @param query parameters after the question mark
/// @param failures what may go wrong beyond what may go wrong anywhere
/// @param <Q> the request
/// @param <A> the answer
public record Route<Q, A>(
        Method method,
        String path,
        String name,
        String summary,
        JsonCodec<Q> request,
        Answer<A> answer,
        List<Query> query,
        Set<FailureKind> failures) {
    public Route {
        query = List.copyOf(query);
        failures = Set.copyOf(failures);
    }

    /// The methods of HTTP that are used.
    public enum Method {
        GET,
        POST,
        PATCH,
        DELETE
    }

    /// A parameter after the question mark.
    ///
    /// @param schema JSON type of its value: `string`, `integer` or `boolean`
    public record Query(String name, String schema, String description) {}

    /// What comes back when nothing went wrong. A failure is always a [Codecs#ERROR] with the status of
    /// [ApiError#httpStatus].
    public sealed interface Answer<A> {
        /// Status 200 and one JSON value.
        record Value<A>(JsonCodec<A> codec) implements Answer<A> {}

        /// Work that takes time and tells of itself. Status 200 and a [Report] when it is done; or, if the
        /// client accepts `application/x-ndjson`, status 200 at once and one [ReportLine] per line as the work
        /// goes on, the last of which says how it ended. A client who goes away cancels the work.
        record Work() implements Answer<Report> {}

        /// Status 200 and [Codecs#EVENT] values as they happen, until the client goes away: one per line as
        /// `application/x-ndjson`, or as the data of `text/event-stream` messages if the client accepts that.
        record Events() implements Answer<Nothing> {}

        /// Status 101 and from then on standard streams, window and signals in the frames of
        /// `docs/formats/starter.md`, from `I` and `W` on; the upgrade's protocol is called `vezere-streams`.
        record Session() implements Answer<Nothing> {}

        /// Status 200 and a text of another type.
        record Text(String mediaType) implements Answer<String> {}
    }

    /// The variables' values, in order, if the path of a request is this route's.
    ///
    /// @param requested without query; segments still percent-encoded
    Optional<List<String>> variables(String requested) {
        String[] pattern = path.split("/", -1);
        String[] segments = requested.split("/", -1);
        if (pattern.length != segments.length) {
            return Optional.empty();
        }
        List<String> values = new java.util.ArrayList<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                if (segments[i].isEmpty()) {
                    return Optional.empty();
                }
                values.add(segments[i]);
            } else if (!pattern[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
