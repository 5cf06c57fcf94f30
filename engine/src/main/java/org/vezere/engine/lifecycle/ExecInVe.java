package org.vezere.engine.lifecycle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vezere.engine.config.VeConfig;
import org.vezere.linux.Fd;
import org.vezere.linux.cgroup.Cgroup;
import org.vezere.linux.plan.Plan;
import org.vezere.linux.process.DescriptorOutputStream;
import org.vezere.linux.process.KeeperLauncher;
import org.vezere.linux.process.KeeperMessage;
import org.vezere.linux.process.PidFd;
import org.vezere.linux.process.Pipe;
import org.vezere.linux.process.ProcessEnd;
import org.vezere.linux.pty.Terminal;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.FailureKind;
import org.vezere.model.Streams;
import org.vezere.model.Streams.WindowSize;
import org.vezere.model.VezereException;

/// `exec`, `exec2`, `exec3` and `enter`: a command in a running VE, connected to its caller by copying.
///
/// No descriptor of the caller ever gets into the VE: a directory or a terminal of VE0 in there would be a way
/// out. A command gets pipes, or a terminal that is made inside the VE.
public final class ExecInVe {
    private static final WindowSize USUAL_WINDOW = new WindowSize(24, 80);
    private static final byte[] END_OF_FILE_KEY = {4};
    private static final int SIGHUP = 1;

    private final KeeperLauncher launcher;
    private final TraitsOfVe traits;
    private final KeeperHome home;
    private final StepWatch watch;

    ExecInVe(KeeperLauncher launcher, TraitsOfVe traits, KeeperHome home, StepWatch watch) {
        this.watch = watch;
        this.launcher = launcher;
        this.traits = traits;
        this.home = home;
    }

    /// Executes the request and returns when the command has ended and its output has been copied.
    ///
    /// @throws VezereException when the command can't be executed
    public ExitStatus run(RunningVe ve, VeConfig config, ExecRequest request, Streams streams) {
        return request.kind() == ExecRequest.Kind.ENTER
                ? enter(ve, config, request, streams)
                : pipe(ve, config, request, streams);
    }

    private ExitStatus pipe(RunningVe ve, VeConfig config, ExecRequest request, Streams streams) {
        try (Pipe input = Pipe.open();
                Pipe output = Pipe.open();
                Pipe error = Pipe.open();
                Running command = launch(
                        ve, config, request, Optional.empty(), input.reading(), output.writing(), error.writing())) {
            // What the command alone holds ends when the command does.
            input.reading().close();
            output.writing().close();
            error.writing().close();
            command.awaitExec();
            OutputPump outPump = new OutputPump("out of CT " + ve.ctid(), output.reading(), streams.out());
            OutputPump errPump = new OutputPump("err of CT " + ve.ctid(), error.reading(), streams.err());
            streams.onSignal(command::signal);
            ExitStatus status;
            try (InputPump _ = new InputPump(
                    "in of CT " + ve.ctid(),
                    streams.in(),
                    new DescriptorOutputStream(input.writing()),
                    Optional.empty())) {
                status = command.awaitEnd();
            } finally {
                streams.onSignal(signal -> {});
                outPump.finish();
                errPump.finish();
            }
            return status;
        }
    }

    private ExitStatus enter(RunningVe ve, VeConfig config, ExecRequest request, Streams streams) {
        WindowSize window = streams.window().orElse(USUAL_WINDOW);
        try (Running command = launch(ve, config, request, Optional.of(window), null, null, null)) {
            Fd master = command.awaitTerminal();
            command.awaitExec();
            OutputPump outPump = new OutputPump("terminal of CT " + ve.ctid(), master, streams.out());
            streams.onSignal(signal -> {
                if (signal == SIGHUP) {
                    command.signal(signal);
                }
            });
            streams.onResize(size -> Terminal.resize(master, size.rows(), size.columns()));
            streams.raw(true);
            ExitStatus status;
            DescriptorOutputStream keyboard = new DescriptorOutputStream(master.duplicate());
            type(keyboard, request.words());
            try (InputPump _ = new InputPump(
                    "keyboard of CT " + ve.ctid(), streams.in(), keyboard, Optional.of(END_OF_FILE_KEY))) {
                status = command.awaitEnd();
            } finally {
                streams.onResize(size -> {});
                streams.onSignal(signal -> {});
                outPump.finish();
                streams.raw(false);
            }
            return status;
        }
    }

    private static void type(DescriptorOutputStream keyboard, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        try {
            keyboard.write((String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        } catch (java.io.IOException gone) {
            throw new VezereException(FailureKind.SYSTEM, "the shell ended before it could be told what to do", gone);
        }
    }

    private Running launch(
            RunningVe ve,
            VeConfig config,
            ExecRequest request,
            Optional<WindowSize> terminal,
            @Nullable Fd input,
            @Nullable Fd output,
            @Nullable Fd error) {
        try (Fd init = ve.init().duplicate().orElseThrow(() -> new VezereException(FailureKind.NOT_RUNNING));
                Cgroup.Entries entries = ve.cgroup().openExecEntries()) {
            Plan plan = JoinPlan.of(new JoinPlan.Request(
                    init, home.entries(), entries, terminal, traits.of(config), CommandLines.of(request)));
            String name = "[vz " + ve.ctid() + " exec]";
            Steps steps = new Steps("exec", ve.ctid(), watch);
            KeeperLauncher.Launched launched = steps.get(
                    "launch",
                    () -> input == null || output == null || error == null
                            ? launcher.join(plan, name)
                            : launcher.join(plan, name, input, output, error));
            return new Running(plan, launched, steps);
        }
    }

    /// A command under way.
    private static final class Running implements AutoCloseable {
        private static final Duration PATIENCE = Duration.ofSeconds(60);
        private static final Duration FOREVER = Duration.ofDays(3650);

        private final Plan plan;
        private final KeeperLauncher.Launched launched;
        private final Steps steps;
        private volatile @Nullable PidFd process;

        Running(Plan plan, KeeperLauncher.Launched launched, Steps steps) {
            this.steps = steps;
            this.plan = plan;
            this.launched = launched;
        }

        Fd awaitTerminal() {
            while (true) {
                if (next(PATIENCE) instanceof KeeperMessage.Sent sent) {
                    return Terminal.checked(sent.file());
                }
            }
        }

        void awaitExec() {
            steps.run("execution", () -> {
                while (!(next(PATIENCE) instanceof KeeperMessage.Executed)) {
                    // Only the execution of the program is of interest here; failures are thrown.
                    Thread.onSpinWait();
                }
            });
        }

        ExitStatus awaitEnd() {
            return steps.get("end", this::status);
        }

        private ExitStatus status() {
            while (true) {
                if (next(FOREVER) instanceof KeeperMessage.Ended ended) {
                    return switch (ended.end()) {
                        case ProcessEnd.Exited exited -> new ExitStatus(exited.code(), 0);
                        case ProcessEnd.Killed killed -> new ExitStatus(0, killed.signal());
                    };
                }
            }
        }

        private KeeperMessage next(Duration patience) {
            KeeperMessage message = launched.link().receive(patience);
            switch (message) {
                case KeeperMessage.Born born -> process = born.process();
                case KeeperMessage.Failed failed ->
                    throw new VezereException(
                            FailureKind.SYSTEM, plan.explain(failed.phase(), failed.index(), failed.errno()));
                case KeeperMessage.Gone gone ->
                    throw new VezereException(
                            FailureKind.SYSTEM, "the command ended together with the VE or was killed from outside");
                case KeeperMessage.Executed executed -> {}
                case KeeperMessage.Ended ended -> {}
                case KeeperMessage.Sent sent -> {}
            }
            return message;
        }

        /// Passes a signal on to the command and what it started.
        void signal(int number) {
            PidFd target = process;
            if (target != null && !target.hasEnded()) {
                target.sendToGroup(number);
            }
        }

        @Override
        public void close() {
            launched.link().close();
            PidFd target = process;
            if (target != null) {
                target.close();
            }
        }
    }
}
