package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A hardware node in a box: everything of it lies under one directory, and goes with it.
final class Box implements AutoCloseable {
    /// The checkout under test.
    static final Path CHECKOUT = Path.of(System.getProperty("vezere.checkout", ".."))
            .toAbsolutePath()
            .normalize();

    /// Templates that outlive test runs; made by `./check`.
    static final Path TEMPLATES = Path.of(System.getenv().getOrDefault("VEZERE_CACHE", "/var/cache/vezere"))
            .resolve("templates");

    private static final Set<String> OF_CREATE =
            Set.of("--ipadd", "--hostname", "--diskspace", "--diskinodes", "--name", "--config");
    private static final byte[] NOTHING = {};
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path prefix;
    private final Map<String, String> surroundings = new HashMap<>();

    private final List<String> entrance;

    /// @param entrance what leads a command to the node, in front of it
    private Box(Path prefix, List<String> entrance) {
        this.prefix = prefix;
        this.entrance = entrance;
    }

    /// A fresh node that knows these templates.
    static Box with(String... templates) {
        return with(List.of(), templates);
    }

    /// A fresh node in a network of its own.
    ///
    /// @param network name of the network namespace (`ip netns`)
    static Box inNetwork(String network, String... templates) {
        // Not ip netns exec, which hides the control groups.
        return with(List.of("nsenter", "--net=/run/netns/" + network), templates);
    }

    private static Box with(List<String> entrance, String... templates) {
        try {
            assertThat(Files.readString(Path.of("/proc/self/net/route")))
                    .as("no default route: the tests are in a network namespace of their own, which ./check makes")
                    .doesNotContainPattern("(?m)^\\S+\t00000000\t");
            Box box = new Box(Files.createTempDirectory(Path.of("/tmp"), "vz-it"), entrance);
            Path cache = Files.createDirectories(box.prefix.resolve("vz/template/cache"));
            for (String template : templates) {
                Path archive = TEMPLATES.resolve(template + ".tar.zst");
                assertThat(archive).as("template made by ./check").exists();
                Files.copy(archive, cache.resolve(archive.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
            // VE0 needs addresses of its own to speak to VEs from.
            box.sh("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1;"
                            + " ip addr replace 198.51.100.1/32 dev lo; ip addr replace 2001:db8::1/128 dev lo")
                    .ok();
            return box;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A path of this node, such as `etc/vz/vz.conf`.
    Path path(String relative) {
        return prefix.resolve(relative);
    }

    Result vzctl(String... arguments) {
        return run(NOTHING, with("vzctl", arguments));
    }

    Result vzlist(String... arguments) {
        return run(NOTHING, with("vzlist", arguments));
    }

    Result vzquota(String... arguments) {
        return run(NOTHING, with("vzquota", arguments));
    }

    Result vz(String... arguments) {
        return run(NOTHING, with("vz", arguments));
    }

    /// Runs a command of Vezere with something on its standard input.
    Result withInput(byte[] input, String command, String... arguments) {
        return run(input, with(command, arguments));
    }

    /// Runs a shell command on VE0, with the node's commands in its PATH.
    Result sh(String script) {
        return run(NOTHING, List.of("/bin/sh", "-c", script));
    }

    /// Starts a command and leaves it running.
    Process start(String... command) throws IOException {
        return builder(List.of(command)).start();
    }

    /// The process id of the node's vzd.
    long vzd() {
        try {
            return Long.parseLong(Files.readString(path("run/vezere/vzd.pid")).strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The process id of a VE's init on VE0; 0 while it has none.
    long init(String ctid) {
        return sh("cat $VEZERE_PREFIX/run/vezere/ve/" + ctid + "/state").lines().stream()
                .filter(line -> line.startsWith("init.pid="))
                .mapToLong(line -> Long.parseLong(line.substring("init.pid=".length())))
                .findFirst()
                .orElse(0);
    }

    /// How long to wait for what takes less on a quiet machine; `-Dvezere.slow=10` stretches it for an emulated one.
    static Duration patience(int seconds) {
        return Duration.ofSeconds((long) seconds * Integer.getInteger("vezere.slow", 1));
    }

    /// From now on commands have this in their environment, and so has a vzd that they start; an empty value takes it
    /// out again.
    void surround(String name, String value) {
        if (value.isEmpty()) {
            surroundings.remove(name);
        } else {
            surroundings.put(name, value);
        }
    }

    /// Ends vzd without giving it time for anything.
    void killVzd() {
        long vzd = vzd();
        ProcessHandle.of(vzd).orElseThrow().destroyForcibly();
        awaitEnd(vzd);
    }

    /// Waits until a process has ended, whether its parent has noticed or not. `ProcessHandle.onExit` takes seconds for
    /// what is no child of this JVM.
    static void awaitEnd(long pid) {
        Path process = Path.of("/proc/" + pid);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    // A leader that has ended does not mean that its threads have.
                    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
                        String stat = Files.readString(process.resolve("stat"));
                        return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z' && threads.count() == 1;
                    } catch (IOException gone) {
                        return true;
                    }
                });
    }

    /// Makes a busybox VE.
    ///
    /// @param options of `create` and of `set`, each with its value
    void busybox(int ctid, String... options) {
        List<String> create = new ArrayList<>(List.of("create", "" + ctid, "--ostemplate", "busybox"));
        List<String> set = new ArrayList<>(List.of("set", "" + ctid, "--save"));
        for (int index = 0; index < options.length; index += 2) {
            List<String> words = OF_CREATE.contains(options[index]) ? create : set;
            words.addAll(List.of(options[index], options[index + 1]));
        }
        vzctl(create.toArray(String[]::new)).ok();
        if (set.size() > 3) {
            vzctl(set.toArray(String[]::new)).ok();
        }
    }

    /// Makes a busybox VE and starts it.
    void runningBusybox(int ctid, String... options) {
        busybox(ctid, options);
        vzctl("start", "" + ctid).ok();
    }

    private static List<String> with(String command, String... arguments) {
        return Stream.concat(Stream.of(CHECKOUT.resolve("bin").resolve(command).toString()), Arrays.stream(arguments))
                .toList();
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(entrance.stream(), command.stream()).toList());
        builder.environment().putAll(surroundings);
        builder.environment().put("VEZERE_PREFIX", prefix.toString());
        builder.environment().put("PATH", CHECKOUT.resolve("bin") + ":" + System.getenv("PATH"));
        return builder;
    }

    private Result run(byte[] input, List<String> command) {
        try {
            Process process = builder(command).start();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            List<Thread> pumps = List.of(
                    Thread.ofVirtual().start(() -> feed(process, input)),
                    Thread.ofVirtual().start(() -> drain(process.getInputStream(), out)),
                    Thread.ofVirtual().start(() -> drain(process.getErrorStream(), err)));
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + LIMIT + ": " + out + err);
            }
            for (Thread pump : pumps) {
                pump.join(Duration.ofSeconds(10));
            }
            return new Result(
                    command,
                    process.exitValue(),
                    out.toString(StandardCharsets.ISO_8859_1),
                    err.toString(StandardCharsets.ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static void feed(Process process, byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException closed) {
            // The command does not have to read what it is given.
            return;
        }
    }

    private static void drain(InputStream from, ByteArrayOutputStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Stops the VEs, ends vzd, and removes the directory.
    @Override
    public void close() {
        if (Files.exists(path("run/vezere/vzd.pid"))) {
            for (String ctid : vzlist("-a", "-H", "-o", "ctid").lines()) {
                vzctl("stop", ctid.strip(), "--fast");
                vzctl("umount", ctid.strip());
            }
            ProcessHandle.of(vzd()).ifPresent(handle -> {
                handle.destroy();
                awaitEnd(handle.pid());
            });
        }
        try (Stream<Path> files = Files.walk(prefix)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
