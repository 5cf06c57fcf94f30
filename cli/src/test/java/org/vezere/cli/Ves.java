package org.vezere.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.model.Ctid;
import org.vezere.model.VeInfo;

/// VEs for tests.
public final class Ves {
    private Ves() {}

    /// A running VE with all that can be known of one.
    public static VeInfo running(int ctid, String... config) {
        return new VeInfo(
                new Ctid(ctid),
                VeInfo.State.RUNNING,
                config(ctid, config),
                List.of("10.0.0.1", "2001:db8::1"),
                Map.of(
                        "numproc",
                        new VeInfo.Counter(13, 17, 240, 240, 2),
                        "physpages",
                        new VeInfo.Counter(7_000, 9_000, 0, 65_536, 0),
                        "privvmpages",
                        new VeInfo.Counter(10, 20, Long.MAX_VALUE, Long.MAX_VALUE, 0)),
                Optional.of(new VeInfo.DiskUsage(419_516, 1_048_576, 1_153_434)),
                Optional.of(new VeInfo.DiskUsage(19_013, 200_000, 220_000)),
                Optional.of(List.of(0.01, 0.02, 0.0)),
                Optional.of(
                        Duration.ofSeconds(3 * 86_400 + 4 * 3_600 + 5 * 60 + 6).plusMillis(7)),
                Optional.of(4_242),
                Map.of("venet0", new VeInfo.Traffic(1_000, 10, 2_000, 20), "eth0", new VeInfo.Traffic(500, 5, 50, 1)));
    }

    /// A VE that does not run.
    public static VeInfo stopped(int ctid, String... config) {
        return still(ctid, VeInfo.State.STOPPED, config);
    }

    /// A VE in a state in which it has no processes.
    public static VeInfo still(int ctid, VeInfo.State state, String... config) {
        return new VeInfo(
                new Ctid(ctid),
                state,
                config(ctid, config),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static Map<String, String> config(int ctid, String... pairs) {
        Map<String, String> config =
                new HashMap<>(Map.of("VE_PRIVATE", "/vz/private/" + ctid, "VE_ROOT", "/vz/root/" + ctid));
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            config.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return config;
    }
}
