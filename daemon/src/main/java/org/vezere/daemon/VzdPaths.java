package org.vezere.daemon;

import java.nio.file.Path;
import java.util.Map;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Where vzd's own files are, below the prefix that makes one machine several nodes.
///
/// @param prefix `/` on a real node; `$VEZERE_PREFIX` elsewhere
public record VzdPaths(Path prefix) {
    /// The variable that names the prefix.
    public static final String VARIABLE = "VEZERE_PREFIX";

    /// The paths that an environment asks for.
    ///
    /// @throws VezereException when the prefix is not an absolute path
    public static VzdPaths of(Map<String, String> environment) {
        String prefix = environment.getOrDefault(VARIABLE, "");
        if (!prefix.isEmpty() && !prefix.startsWith("/")) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, VARIABLE + " must be an absolute path, not \"" + prefix + "\"");
        }
        return new VzdPaths(Path.of("/" + prefix).normalize());
    }

    /// Where starters connect.
    public Path starterSocket() {
        return run("vzd.sock");
    }

    /// Where the HTTP API answers.
    public Path apiSocket() {
        return run("api.sock");
    }

    /// Holds vzd's process number while it runs.
    public Path pidFile() {
        return run("vzd.pid");
    }

    /// Locked while vzd runs.
    public Path lockFile() {
        return run("vzd.lock");
    }

    /// The log, unless vz.conf says otherwise.
    public Path log() {
        return prefix.resolve("var/log/vzctl.log");
    }

    private Path run(String name) {
        return prefix.resolve("run/vezere").resolve(name);
    }
}
