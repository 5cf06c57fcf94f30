package org.vezere.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The caller's terminal, handled by the program `stty`.
///
/// A process for each change takes some milliseconds; the starter written in C has no need of it. This one is for
/// machines where that could not be built.
class Terminal {
    private static final int INPUT = 0;
    private static final int STREAMS = 3;

    private final int streams;
    private @Nullable String saved;

    /// @param streams bit 0, 1, 2: standard input, output, error is a terminal
    Terminal(int streams) {
        this.streams = streams;
    }

    /// Looks at the standard streams of this process.
    static Terminal find() {
        int streams = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            streams |= isTerminal(stream) ? 1 << stream : 0;
        }
        return new Terminal(streams);
    }

    int streams() {
        return streams;
    }

    /// Rows and columns; zeros when standard input is no terminal.
    int[] size() {
        String[] words = isInput() ? stty("size").strip().split(" ", -1) : new String[0];
        try {
            return words.length == 2
                    ? new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])}
                    : new int[] {0, 0};
        } catch (NumberFormatException unexpected) {
            return new int[] {0, 0};
        }
    }

    /// Makes it raw until [#restore]; does nothing when standard input is no terminal.
    synchronized void raw() {
        if (isInput() && saved == null) {
            saved = stty("-g").strip();
            stty("raw", "-echo");
        }
    }

    synchronized void restore() {
        if (saved != null) {
            stty(saved);
            saved = null;
        }
    }

    private boolean isInput() {
        return (streams & 1 << INPUT) != 0;
    }

    private static boolean isTerminal(int stream) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }

    private static String stty(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
