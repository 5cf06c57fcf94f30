package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.process.Console;
import org.vezere.linux.process.KeeperDoor;
import org.vezere.linux.process.ProcessStat;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Streams;
import org.vezere.model.VezereException;

/// `console`: connects somebody to a VE's console, which its keeper reads and remembers, whoever looks.
final class ConsoleOfVe {
    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final int BUFFER = 65_536;

    private final Supervisor supervisor;
    private final RunFiles runFiles;

    ConsoleOfVe(Supervisor supervisor, RunFiles runFiles) {
        this.supervisor = supervisor;
        this.runFiles = runFiles;
    }

    /// Connects until the caller leaves; waits for a VE that does not run, and again after each of its ends.
    ///
    /// @param tty 1; VEs have one console
    void run(Ctid ctid, int tty, Streams streams) {
        if (tty != 1) {
            throw new VezereException(FailureKind.BAD_PARAMETER, "Container has no tty" + tty + ", its console is 1");
        }
        Visit visit = new Visit(streams);
        while (!visit.left()) {
            Optional<RunningVe> ve = supervisor.alive(ctid);
            if (ve.isPresent() && !connect(ctid, visit)) {
                requireConsole(ve.get());
            }
            visit.pause();
        }
    }

    /// A VE that goes on without a console has none until it is started anew.
    private void requireConsole(RunningVe ve) {
        String reason;
        if (isGone(ve.state().keeperPid())) {
            reason = " is gone with its keeper, which was killed; a restart brings it back";
        } else if (!Files.exists(runFiles.directory(ve.ctid()).resolve(RunFiles.KEEPER_SOCKET))) {
            reason = " is out of reach, as its socket was deleted; a restart brings it back";
        } else {
            return;
        }
        if (ve.isAlive()) {
            throw new VezereException(FailureKind.SYSTEM, "The console of container " + ve.ctid() + reason);
        }
    }

    private static boolean isGone(int pid) {
        return ProcessStat.of(pid).filter(stat -> stat.state() != 'Z').isEmpty();
    }

    /// Returns false when there is no keeper to connect to.
    private boolean connect(Ctid ctid, Visit visit) {
        try (Fd directory = runFiles.open(ctid);
                Console console = new KeeperDoor(directory, RunFiles.KEEPER_SOCKET).console()) {
            visit.attend(console);
            return true;
        } catch (KernelException | IOException gone) {
            System.getLogger(ConsoleOfVe.class.getName())
                    .log(System.Logger.Level.DEBUG, "CT " + ctid + " : console: " + gone);
            return false;
        }
    }

    /// Somebody at the console: one thread reads what is typed, whether there is a VE to type to or not.
    private static final class Visit {
        private final Streams streams;
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile @Nullable Console current;

        Visit(Streams streams) {
            this.streams = streams;
            streams.onSignal(signal -> leave());
            Thread.ofVirtual().name("console keyboard").start(this::type);
        }

        boolean left() {
            return left.get();
        }

        void pause() {
            try {
                Thread.sleep(GLANCE);
            } catch (InterruptedException interrupted) {
                leave();
            }
        }

        /// Shows what the VE prints until it or the visitor ends.
        void attend(Console console) throws IOException {
            current = console;
            if (left()) {
                return;
            }
            byte[] buffer = new byte[BUFFER];
            InputStream in = console.input();
            int count = in.read(buffer);
            while (count >= 0 && !left()) {
                streams.out().write(buffer, 0, count);
                streams.out().flush();
                count = in.read(buffer);
            }
            current = null;
        }

        private void type() {
            byte[] buffer = new byte[BUFFER];
            try {
                int count = streams.in().read(buffer);
                while (count >= 0) {
                    Console console = current;
                    if (console != null) {
                        OutputStream out = console.output();
                        out.write(buffer, 0, count);
                        out.flush();
                    }
                    count = streams.in().read(buffer);
                }
            } catch (IOException ended) {
                System.getLogger(ConsoleOfVe.class.getName()).log(System.Logger.Level.DEBUG, ended);
            }
            leave();
        }

        private void leave() {
            left.set(true);
            Console console = current;
            if (console != null) {
                console.hangUp();
            }
        }
    }
}
