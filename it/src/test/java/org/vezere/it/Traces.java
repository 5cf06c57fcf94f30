package org.vezere.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vezere.engine.node.NodePaths;

/// What VEs leave on VE0, looked for everywhere.
record Traces(Box box) {
    /// Files of a node that are half-made, or remember something half-made.
    private static final List<String> HALF_MADE = List.of(
            "vz/private/*.tmp",
            "vz/private/.vzctl-rm-me.*",
            "vz/private/*/.mount-*",
            "etc/vz/conf/*.tmp",
            "vz/lock/*.lck*",
            "var/lib/vezere/unfinished/*",
            "run/vezere/ve/*/changing",
            "run/vezere/ve/*/*.tmp",
            "var/lib/vezere/settings/*.tmp",
            "etc/vz/names/.*.new");

    /// What a VE that does not run must not leave anywhere.
    List<String> of(int ctid, String address) {
        List<String> left = new ArrayList<>();
        box.sh("find /sys/fs/cgroup -maxdepth 4 -type d -path '*/" + new NodePaths(box.path("")).cgroup() + "/" + ctid
                        + "'")
                .lines()
                .forEach(left::add);
        mounts().stream()
                .filter(line -> line.matches(".*/(private|root|ve)/" + ctid + "[ /].*"))
                .forEach(left::add);
        for (String command : List.of(
                "losetup -l -n -O BACK-FILE | grep $VEZERE_PREFIX/vz/private/" + ctid + "/",
                "ip -o link | grep -E '(venet|veth)" + ctid + "[.@:]'",
                "ip route | grep '" + address + " '",
                "nft list ruleset | grep -w '" + address.replace(".", "\\.") + "'",
                "nft list ruleset | grep -E '\"(venet|veth)" + ctid + "[.\"]'",
                "ls -d $VEZERE_PREFIX/run/vezere/ve/" + ctid)) {
            left.addAll(box.sh(command + " 2>/dev/null").lines());
        }
        return left;
    }

    /// What no node at rest may have.
    List<String> halfMade() {
        List<String> left = new ArrayList<>();
        for (String pattern : HALF_MADE) {
            left.addAll(box.sh("cd $VEZERE_PREFIX; ls -d " + pattern + " 2>/dev/null")
                    .lines());
        }
        return left;
    }

    /// How many ranges of host ids this node holds.
    long idRanges() {
        String node = new NodePaths(box.path("")).hash();
        return box.sh("grep -l '^" + node + " ' /run/vezere-ids/[0-9]*").lines().stream()
                .filter(line -> !line.isEmpty())
                .count();
    }

    private List<String> mounts() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + box.vzd() + "/mountinfo"))) {
            return lines.toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
