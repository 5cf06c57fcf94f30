package org.vezere.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// One command in vzd: copies its output here and, as far as vzd gives credit, standard input there.
final class Session {
    static final int EXIT_LOST = 3;
    /// A JVM can't die of SIGPIPE; this is what a shell would make of it.
    static final int EXIT_PIPE = 128 + 13;

    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final ByteChannel vzd;
    private final InputStream input;
    private final OutputStream output;
    private final OutputStream error;
    private final Terminal terminal;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<Integer, Long> unanswered = new ConcurrentHashMap<>();

    private final Object creditLock = new Object();
    private long credit;
    private boolean reading;

    Session(
            ByteChannel vzd,
            InputStream input,
            OutputStream output,
            OutputStream error,
            Terminal terminal,
            LongSupplier nanos) {
        this.vzd = vzd;
        this.input = input;
        this.output = output;
        this.error = error;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /// Runs until vzd tells the exit code, or goes away. The terminal is restored in every case.
    int run(Frame hello) {
        try {
            send(hello);
            while (true) {
                Frame frame = Frame.read(vzd);
                unanswered.clear();
                if (frame.type() == 'X') {
                    return frame.number() & 0xff;
                }
                if (!obey(frame)) {
                    return EXIT_PIPE;
                }
            }
        } catch (Frame.BrokenException broken) {
            return lost("vzd sent a broken frame");
        } catch (IOException gone) {
            return lost("vzd went away");
        } finally {
            terminal.restore();
        }
    }

    /// Passes a signal on. Returns false when an earlier one got no answer for so long that the starter has to end.
    boolean signal(int number) {
        long now = nanos.getAsLong();
        Long since = unanswered.putIfAbsent(number, now);
        if (since != null && now - since > PATIENCE_NANOS) {
            terminal.restore();
            return false;
        }
        sendQuietly(Frame.ofNumber('S', number));
        return true;
    }

    /// Tells vzd the size of the window.
    void windowChanged() {
        int[] size = terminal.size();
        ByteBuffer payload = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        sendQuietly(new Frame(
                'W', payload.putShort((short) size[0]).putShort((short) size[1]).flip()));
    }

    private boolean obey(Frame frame) {
        switch (frame.type()) {
            case 'O' -> {
                return copy(frame, output);
            }
            case 'E' -> {
                return copy(frame, error);
            }
            case 'C' -> addCredit(Integer.toUnsignedLong(frame.number()));
            default -> {
                if (frame.number() != 0) {
                    terminal.raw();
                } else {
                    terminal.restore();
                }
            }
        }
        return true;
    }

    private static boolean copy(Frame frame, OutputStream to) {
        try {
            to.write(frame.payload().array(), 0, frame.payload().limit());
            to.flush();
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private void addCredit(long more) {
        synchronized (creditLock) {
            credit += more;
            creditLock.notifyAll();
            if (!reading) {
                reading = true;
                Thread.ofPlatform().daemon().name("standard input").start(this::copyInput);
            }
        }
    }

    private void copyInput() {
        byte[] bytes = new byte[Frame.MAX_PAYLOAD];
        try {
            while (true) {
                int got = read(bytes, awaitCredit());
                send(new Frame('I', ByteBuffer.wrap(bytes, 0, got).slice()));
                if (got == 0) {
                    return;
                }
                synchronized (creditLock) {
                    credit -= got;
                }
            }
        } catch (IOException gone) {
            // Why vzd takes no more it tells with its last frame, which the other thread reads.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private int read(byte[] bytes, int size) {
        try {
            return Math.max(0, input.read(bytes, 0, size));
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private int awaitCredit() throws InterruptedException {
        synchronized (creditLock) {
            while (credit == 0) {
                creditLock.wait();
            }
            return (int) Math.min(credit, Frame.MAX_PAYLOAD);
        }
    }

    private void send(Frame frame) throws IOException {
        synchronized (vzd) {
            frame.write(vzd);
        }
    }

    private void sendQuietly(Frame frame) {
        try {
            send(frame);
        } catch (IOException gone) {
            // The thread that reads sees the end.
        }
    }

    private int lost(String message) {
        terminal.restore();
        try {
            error.write((message + "\n").getBytes(StandardCharsets.UTF_8));
            error.flush();
        } catch (IOException closed) {
            // Nobody is there to be told.
        }
        return EXIT_LOST;
    }
}
