package org.vezere.engine.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.vezere.model.parameter.Parameter;

/// Sockets of a VE's network namespace, from `/proc/PID/net/sockstat` and `sockstat6` (`man 5 proc_pid_net`).
final class SocketCounts {
    private SocketCounts() {}

    /// Nothing for a process that is gone.
    static Map<Parameter, Long> of(int pid) {
        Path net = Path.of("/proc", Integer.toString(pid), "net");
        try {
            String ipv6 = Files.exists(net.resolve("sockstat6")) ? Files.readString(net.resolve("sockstat6")) : "";
            return parse(Files.readString(net.resolve("sockstat")) + ipv6);
        } catch (IOException gone) {
            return Map.of();
        }
    }

    static Map<Parameter, Long> parse(String text) {
        Map<String, Long> values = new HashMap<>();
        text.lines().forEach(line -> {
            String[] words = line.split(" ", -1);
            for (int index = 1; index + 1 < words.length; index += 2) {
                if (words[index + 1].matches("\\d{1,9}")) {
                    values.put(words[0] + words[index], Long.parseLong(words[index + 1]));
                }
            }
        });
        long tcp = values.getOrDefault("TCP:inuse", 0L) + values.getOrDefault("TCP6:inuse", 0L);
        long all = values.getOrDefault("sockets:used", 0L);
        return Map.of(
                Parameter.NUMTCPSOCK,
                tcp + values.getOrDefault("TCP:tw", 0L),
                Parameter.NUMOTHERSOCK,
                Math.max(0, all - tcp));
    }
}
