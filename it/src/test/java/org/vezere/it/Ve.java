package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A running VE of a [Box], seen from both sides.
record Ve(Box box, int ctid) {
    /// Makes a busybox VE with these options of `set`, starts it and puts the probe into it.
    static Ve busybox(Box box, int ctid, String... options) {
        box.busybox(ctid);
        if (options.length > 0) {
            List<String> words = new ArrayList<>(List.of("set", "" + ctid, "--save"));
            words.addAll(List.of(options));
            box.vzctl(words.toArray(String[]::new)).ok();
        }
        box.vzctl("start", "" + ctid).ok();
        Ve ve = new Ve(box, ctid);
        ve.putProbe();
        return ve;
    }

    void putProbe() {
        put(Probe.program(), Probe.INSIDE);
    }

    /// A shell script inside, whatever comes of it.
    Result sh(String script) {
        return box.vzctl("exec2", "" + ctid, script);
    }

    /// What a shell script inside prints, which has to succeed.
    String text(String script) {
        return sh(script).ok().text();
    }

    /// What the probe says inside, by the first word of each line.
    Map<String, String> probe(String arguments) {
        return words(sh(Probe.INSIDE + " " + arguments).ok());
    }

    /// The probe's answers by their first word.
    static Map<String, String> words(Result result) {
        return result.lines().stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0],
                        parts -> parts.length > 1 ? parts[1] : "",
                        (one, other) -> other,
                        TreeMap::new));
    }

    /// Copies an executable file of VE0 into the VE.
    void put(Path file, String path) {
        try {
            box.withInput(
                            Files.readAllBytes(file),
                            "vzctl",
                            "exec2",
                            "" + ctid,
                            "cat > " + path + " && chmod 755 " + path)
                    .ok();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Writes a file inside.
    void write(String path, String content) {
        box.withInput(
                        content.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "vzctl",
                        "exec2",
                        "" + ctid,
                        "cat > " + path)
                .ok();
    }

    /// Init's process id on VE0.
    int init() {
        return Integer.parseInt(state("init.pid"));
    }

    /// The host id that is root inside.
    long base() {
        return Long.parseLong(state("ids.base"));
    }

    private String state(String key) {
        try (Stream<String> lines = Files.lines(box.path("run/vezere/ve/" + ctid + "/state"))) {
            return lines.filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Process ids on VE0 of everything in the VE's pid namespace.
    List<Integer> processes() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            Path mine = Files.readSymbolicLink(Path.of("/proc/" + init() + "/ns/pid"));
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .filter(name -> {
                        try {
                            return Files.readSymbolicLink(Path.of("/proc/" + name + "/ns/pid"))
                                    .equals(mine);
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Makes sure that the VE is well: the same init answers, in the time that a command may take.
    void isWell(int init) {
        assertThat(init()).as("init of %s", ctid).isEqualTo(init);
        long before = System.nanoTime();
        assertThat(text("echo well")).isEqualTo("well");
        assertThat(System.nanoTime() - before)
                .as("nanoseconds of an exec in %s", ctid)
                .isLessThan(5_000_000_000L);
    }
}
