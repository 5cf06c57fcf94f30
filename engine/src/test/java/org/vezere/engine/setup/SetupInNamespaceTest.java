package org.vezere.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Setup against real sysctls, in a network namespace of its own. Keys that belong to the whole machine are
/// hidden.
class SetupInNamespaceTest {
    @Test
    void forwardingIsSwitchedOnAndBackWithEverythingThatHangsOnIt(@TempDir Path directory) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may make a network namespace");
        Path root = Files.createDirectories(directory.resolve("machine"));
        Files.createDirectories(root.resolve("proc/sys/net/ipv6"));
        Files.createDirectories(root.resolve("proc/sys/net/ipv4"));
        link(root, "proc/sys/net/ipv4/ip_forward");
        link(root, "proc/sys/net/ipv4/conf");
        link(root, "proc/sys/net/ipv6/conf");

        List<String> lines = inNetworkNamespace(directory);

        assertThat(lines)
                .containsExactly(
                        "net.ipv4.ip_forward: 0 -> 1",
                        "net.ipv6.conf.all.forwarding: 0 -> 1",
                        "net.ipv6.conf.all.proxy_ndp: 0 -> 1",
                        "then ip_forward=1 lo=1 redirects=0 ipv6=1",
                        "again []",
                        "net.ipv6.conf.all.proxy_ndp: 1 -> 0",
                        "net.ipv6.conf.all.forwarding: 1 -> 0",
                        "net.ipv4.ip_forward: 1 -> 0",
                        "net.ipv4.conf.all.accept_redirects: 1 -> 0",
                        "finally ip_forward=0 lo=0 redirects=0 ipv6=0");
    }

    private static void link(Path root, String path) throws IOException {
        Files.createSymbolicLink(root.resolve(path), Path.of("/" + path));
    }

    private static List<String> inNetworkNamespace(Path directory) throws Exception {
        Process process = new ProcessBuilder(
                        "unshare",
                        "--net",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")) + ":"
                                + System.getProperty("jdk.module.path", ""),
                        Child.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text.lines().toList();
        }
    }

    /// What runs in the namespace.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            Machine machine = new Machine(directory.resolve("machine"));
            // As an administrator who refuses redirects had it: undo must not turn them on.
            Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "0\n");
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/all/forwarding"), "0\n");
            Files.writeString(Path.of("/proc/sys/net/ipv4/conf/all/accept_redirects"), "0\n");
            print(setup(machine, directory).prepare(10));
            state("then", machine);
            System.out.println("again " + setup(machine, directory).prepare(10));
            print(setup(machine, directory).undo());
            state("finally", machine);
        }

        private static Setup setup(Machine machine, Path directory) {
            return new Setup(
                    machine, directory.resolve("node"), Path.of("/images"), (limit, command) -> Optional.empty());
        }

        private static void print(List<Change> changes) {
            changes.stream()
                    .filter(change -> change.subject().startsWith("net."))
                    .forEach(change -> System.out.println(change.text()));
        }

        private static void state(String when, Machine machine) {
            Sysctls sysctls = new Sysctls(machine);
            System.out.println(when
                    + " ip_forward=" + sysctls.read("net/ipv4/ip_forward").orElseThrow()
                    + " lo=" + sysctls.read("net/ipv4/conf/lo/forwarding").orElseThrow()
                    + " redirects="
                    + sysctls.read("net/ipv4/conf/all/accept_redirects").orElseThrow()
                    + " ipv6="
                    + sysctls.read("net/ipv6/conf/all/forwarding").orElseThrow());
        }
    }
}
