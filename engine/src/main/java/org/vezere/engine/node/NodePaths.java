package org.vezere.engine.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Where everything of a node is.
///
/// One machine can be several nodes, each below a prefix of its own. The prefix works like the root of a `chroot`:
/// every
/// path that the node's users write, in vz.conf, in a VE's config or on a command line (`/vz/private/$VEID`), is meant
/// below it, and [#inside] turns it into the machine's path. So configs are the same on every node and never name the
/// prefix; what Vezere prints is the machine's path, which can be opened. On a real node the prefix is `/` and both are
/// the same.
///
/// @param prefix absolute and normalized
public record NodePaths(Path prefix) {
    /// The environment variable that names the prefix.
    public static final String PREFIX_VARIABLE = "VEZERE_PREFIX";

    private static final int HASH_BYTES = 4;

    public NodePaths {
        if (!prefix.isAbsolute()) {
            throw new IllegalArgumentException("the prefix is an absolute path, not " + prefix);
        }
        prefix = prefix.normalize();
    }

    /// The node that an environment asks for: that of [#PREFIX_VARIABLE], or the machine itself.
    ///
    /// @throws VezereException when the prefix is no absolute path
    public static NodePaths of(Map<String, String> environment) {
        String prefix = environment.getOrDefault(PREFIX_VARIABLE, "");
        if (!prefix.isEmpty() && !prefix.startsWith("/")) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, PREFIX_VARIABLE + " is an absolute path, not \"" + prefix + "\"");
        }
        return new NodePaths(Path.of(prefix.isEmpty() ? "/" : prefix));
    }

    /// The machine's path of what a user of the node calls so.
    ///
    /// @param path absolute, as written in a config or on a command line, `$VEID` already replaced
    /// @throws IllegalArgumentException when the path is not absolute, or leads out of the prefix by `..`
    public Path inside(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path of the node is absolute: " + path);
        }
        int start = 1;
        while (path.startsWith("/", start)) {
            start++;
        }
        Path machine = prefix.resolve(path.substring(start)).normalize();
        if (!machine.startsWith(prefix)) {
            throw new IllegalArgumentException("a path of the node does not leave it: " + path);
        }
        return machine;
    }

    /// `/etc/vz`.
    public Path etc() {
        return prefix.resolve("etc/vz");
    }

    /// `vz.conf`, the node's own config.
    public Path globalConfig() {
        return etc().resolve("vz.conf");
    }

    /// The directory of VE configs, samples and action scripts.
    public Path configs() {
        return etc().resolve("conf");
    }

    /// A VE's config.
    public Path config(Ctid ctid) {
        return configs().resolve(ctid + ".conf");
    }

    /// The config of VE0, which holds its beancounters.
    public Path nodeConfig() {
        return configs().resolve("0.conf");
    }

    /// The directory of declared networks.
    public Path networks() {
        return etc().resolve("networks");
    }

    /// The directory of declared services.
    public Path services() {
        return etc().resolve("services");
    }

    /// The directory of links from names to configs.
    public Path names() {
        return etc().resolve("names");
    }

    /// The directory of the distributions' configs; their scripts are in `scripts` below it.
    public Path distributions() {
        return etc().resolve("dists");
    }

    /// What lasts until the machine goes down: sockets, process ids, state of running VEs.
    public Path run() {
        return prefix.resolve("run/vezere");
    }

    /// One directory per running VE.
    public Path runOfVes() {
        return run().resolve("ve");
    }

    /// Where starters connect.
    public Path starterSocket() {
        return run().resolve("vzd.sock");
    }

    /// Where the HTTP API answers.
    public Path apiSocket() {
        return run().resolve("api.sock");
    }

    /// Holds vzd's process id while it runs.
    public Path pidFile() {
        return run().resolve("vzd.pid");
    }

    /// Locked while vzd runs; not below [#run], which may be deleted under a vzd that runs.
    public Path lockFile() {
        return state().resolve("vzd.lock");
    }

    /// What a vzd from before an upgrade may have locked.
    public Path formerLockFile() {
        return run().resolve("vzd.lock");
    }

    /// What outlives the machine's restarts and is no config: what ran, what was changed by a setup.
    public Path state() {
        return prefix.resolve("var/lib/vezere");
    }

    /// The log, unless LOGFILE of vz.conf says otherwise.
    public Path log() {
        return prefix.resolve("var/log/vzctl.log");
    }

    /// Further logs: of vzd itself, of starts and stops.
    public Path logs() {
        return prefix.resolve("var/log/vezere");
    }

    /// The name of the node's directory at the top of each cgroup hierarchy. Nodes below a prefix get one that no other
    /// prefix has.
    public String cgroup() {
        return isMachine() ? "vezere.slice" : "vezere-" + hash();
    }

    /// Whether the node is the machine itself.
    public boolean isMachine() {
        return prefix.getNameCount() == 0;
    }

    /// Eight hexadecimal digits that tell the prefix from others, for names in tables shared by all nodes of a machine.
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(prefix.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
