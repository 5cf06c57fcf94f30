package org.vezere.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// `vzctl`, `vzlist` and the others where the starter written in C could not be built.
///
/// The first argument is the name under which it was called, as a JVM can't know it. The system property `vezere.bin`
/// names the directory where `vzd` may be found. What differs from the starter in C: SIGQUIT is not passed on, and a
/// closed output gives exit code 141 instead of death by SIGPIPE.
public final class Starter {
    private static final int EXIT_NO_VZD = 5;
    private static final int EXIT_NOT_ROOT = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Starter() {}

    /// Runs the command and ends the JVM with its exit code.
    public static void main(String[] arguments) throws InterruptedException {
        Runtime.getRuntime().halt(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        if (arguments.isEmpty()) {
            return complain("the first argument is the command's name", Session.EXIT_LOST);
        }
        boolean root = isRoot();
        try (SocketChannel vzd = connector().connect(root)) {
            return carry(vzd, arguments);
        } catch (IOException absent) {
            if (root) {
                return complain(
                        "vzd does not run and could not be started: "
                                + Objects.requireNonNullElse(absent.getMessage(), absent.toString()),
                        EXIT_NO_VZD);
            }
            return complain(
                    "This program can only be run under root.",
                    arguments.getFirst().equals("vzlist") ? 1 : EXIT_NOT_ROOT);
        }
    }

    @SuppressWarnings("resource") // The standard streams are the process's, and it ends here.
    private static int carry(SocketChannel vzd, List<String> arguments) {
        Terminal terminal = Terminal.find();
        int[] size = terminal.size();
        Hello hello = new Hello(terminal.streams(), size[0], size[1], workingDirectory(), arguments, System.getenv());
        Session session = new Session(
                vzd,
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                terminal,
                System::nanoTime);
        Signals.handle(number -> {
            if (number == Signals.WINDOW_CHANGED) {
                session.windowChanged();
            } else if (!session.signal(number)) {
                Runtime.getRuntime().halt(128 + number);
            }
        });
        try {
            return session.run(hello.frame());
        } catch (IllegalArgumentException tooLong) {
            return complain("arguments and environment are too long", Session.EXIT_LOST);
        }
    }

    private static Connector connector() {
        String prefix = Objects.requireNonNullElse(System.getenv("VEZERE_PREFIX"), "");
        Path bin = Path.of(System.getProperty("vezere.bin", "/usr/sbin"));
        return new Connector(
                Path.of(prefix + "/run/vezere"),
                List.of(bin.resolve("vzd"), bin.resolve("../bin/vzd"), Path.of("/usr/sbin/vzd")),
                PATIENCE);
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException noProc) {
            return false;
        }
    }

    private static String workingDirectory() {
        return Objects.requireNonNullElse(System.getProperty("user.dir"), "");
    }

    private static int complain(String message, int code) {
        System.err.println(message);
        return code;
    }
}
