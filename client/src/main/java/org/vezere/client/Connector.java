package org.vezere.client;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The way to vzd: its socket, and vzd itself when it does not run.
///
/// @param directory where the socket is
/// @param programs where vzd may be, in this order
/// @param patience how long vzd has until its socket answers
record Connector(Path directory, List<Path> programs, Duration patience) {
    private static final int LONGEST_ADDRESS = 107;
    private static final long NAP_MILLIS = 20;

    Connector {
        programs = List.copyOf(programs);
    }

    /// Connects, or tells in the exception why vzd does not run.
    SocketChannel connect(boolean mayStart) throws IOException, InterruptedException {
        try {
            return attempt();
        } catch (IOException absent) {
            if (!mayStart) {
                throw absent;
            }
            return startAndConnect();
        }
    }

    private SocketChannel startAndConnect() throws IOException, InterruptedException {
        Path program = programs.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no program vzd"));
        Process vzd = start(program);
        // Closed at the end: a vzd that stays has nobody to listen to it any more.
        try (LastWords words = new LastWords(vzd.getErrorStream())) {
            return connectTo(vzd, words);
        }
    }

    private SocketChannel connectTo(Process vzd, LastWords words) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<String> death = Optional.empty();
        while (System.nanoTime() < end) {
            Thread.sleep(NAP_MILLIS);
            words.hear();
            try {
                return attempt();
            } catch (IOException notYet) {
                if (death.isPresent()) {
                    throw new IOException(words.after(death.get()), notYet);
                }
            }
            // One more attempt after that: vzd may have ended because another one was faster.
            if (!vzd.isAlive() && vzd.exitValue() != 0) {
                death = Optional.of("vzd ended with exit code " + vzd.exitValue());
            }
        }
        throw new IOException(words.after("no answer within " + patience.toSeconds() + " seconds"));
    }

    private static Process start(Path program) throws IOException {
        File nowhere = new File("/dev/null");
        return new ProcessBuilder("setsid", program.toString())
                .directory(new File("/"))
                .redirectInput(nowhere)
                .redirectOutput(nowhere)
                .start();
    }

    private SocketChannel attempt() throws IOException {
        Path socket = directory.resolve("vzd.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_ADDRESS) {
            return open(socket);
        }
        // A path too long for an address is shortened by a link that only this user can reach.
        Path shelter = Files.createTempDirectory("vz");
        Path link = shelter.resolve("run");
        try {
            Files.createSymbolicLink(link, directory);
            return open(link.resolve("vzd.sock"));
        } finally {
            Files.deleteIfExists(link);
            Files.delete(shelter);
        }
    }

    private static SocketChannel open(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }
}
