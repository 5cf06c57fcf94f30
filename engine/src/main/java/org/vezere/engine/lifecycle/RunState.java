package org.vezere.engine.lifecycle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vezere.model.Ctid;

/// What must be known of a VE that runs, also by the next vzd: kept in the VE's run directory.
///
/// Process ids are reused, so init is known by its pid together with its start time and its user namespace.
///
/// @param phase how far the VE is
/// @param initPid init's process id on VE0
/// @param initStart init's start time in clock ticks since boot (`man 5 proc_pid_stat`, field 22)
/// @param userNamespace inode number of its user namespace
/// @param keeperPid the keeper's process id
/// @param range the VE's host ids
/// @param addresses the venet addresses it was given
public record RunState(
        Ctid ctid,
        Phase phase,
        int initPid,
        long initStart,
        long userNamespace,
        int keeperPid,
        IdRange range,
        List<String> addresses) {
    public RunState {
        addresses = List.copyOf(addresses);
    }

    /// How far a VE is.
    public enum Phase {
        STARTING,
        RUNNING,
        STOPPING,
        /// Being stopped without asking its init.
        KILLING;

        /// Whether its end is wanted.
        boolean isEnding() {
            return this == STOPPING || this == KILLING;
        }
    }

    /// The same VE in another phase.
    public RunState in(Phase next) {
        return new RunState(ctid, next, initPid, initStart, userNamespace, keeperPid, range, addresses);
    }

    /// The same VE with other addresses.
    public RunState with(List<String> others) {
        return new RunState(ctid, phase, initPid, initStart, userNamespace, keeperPid, range, others);
    }

    /// The state as `key=value` lines.
    String text() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("phase", phase);
        fields.put("init.pid", initPid);
        fields.put("init.start", initStart);
        fields.put("userns", userNamespace);
        fields.put("keeper.pid", keeperPid);
        fields.put("ids.base", range.base());
        fields.put("addresses", String.join(" ", addresses));
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    /// The state that [#text] wrote.
    ///
    /// @throws IllegalArgumentException when a field is missing or not what it should be
    static RunState parse(Ctid ctid, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        String addresses = field(fields, "addresses");
        return new RunState(
                ctid,
                Phase.valueOf(field(fields, "phase")),
                Integer.parseInt(field(fields, "init.pid")),
                Long.parseLong(field(fields, "init.start")),
                Long.parseLong(field(fields, "userns")),
                Integer.parseInt(field(fields, "keeper.pid")),
                new IdRange(Integer.parseInt(field(fields, "ids.base"))),
                addresses.isEmpty() ? List.of() : List.of(addresses.split(" ", -1)));
    }

    private static String field(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return value;
    }
}
