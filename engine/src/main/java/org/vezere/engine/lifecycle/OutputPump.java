package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.vezere.linux.Fd;
import org.vezere.linux.process.DescriptorInputStream;
import org.vezere.linux.process.Poller;

/// Copies what a command in a VE writes to whoever asked for the command, until the end of the file, or until
/// the command has ended and nothing more is there: a service that the command left behind may hold the other
/// end for ever.
final class OutputPump {
    private static final System.Logger LOG = System.getLogger(OutputPump.class.getName());
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final int BUFFER = 65_536;

    private final Fd from;
    private final OutputStream to;
    private final Thread thread;
    private volatile boolean commandEnded;

    /// Starts copying. The pump owns the descriptor.
    OutputPump(String name, Fd from, OutputStream to) {
        this.from = from;
        this.to = to;
        this.thread = Thread.ofVirtual().name(name).start(this::copy);
    }

    /// Waits until everything the command wrote has been copied.
    void finish() {
        commandEnded = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy() {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new DescriptorInputStream(from)) {
            while (true) {
                boolean last = commandEnded;
                if (Poller.await(from, Poller.READABLE, last ? Duration.ZERO : GLANCE)) {
                    int count = in.read(buffer);
                    if (count < 0) {
                        return;
                    }
                    to.write(buffer, 0, count);
                    to.flush();
                } else if (last) {
                    return;
                }
            }
        } catch (IOException callerWent) {
            // Closing our end tells the command: it gets SIGPIPE, as in any pipeline.
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", thread.getName(), callerWent);
        }
    }
}
