package org.vezere.engine.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.vezere.linux.KernelException;
import org.vezere.linux.probe.MountProbe;
import org.vezere.linux.probe.ProcessProbe;
import org.vezere.linux.probe.StorageProbe;

/// Trials on the running kernel. All of them end with the call; none can be seen by another process but the child
/// for the user namespace, which lives some milliseconds.
public final class KernelTrials implements Trials {
    /// A JVM has many threads and so may not make a user namespace itself (`unshare(2)`, EINVAL). The child says
    /// that it is inside, then whether an overlay can be mounted there, on a tmpfs that goes with it, and waits.
    private static final String SCRIPT = """
            echo inside
            { mount -t tmpfs tmpfs /tmp && cd /tmp && mkdir lower upper work merged &&
              mount -t overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work overlay merged
            } 2>&1 | tr '\\n' ' '
            echo
            read -r end
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Trials on the kernel that this program runs on.
    public KernelTrials() {}

    @Override
    public Optional<String> detachedMount() {
        return refusal(MountProbe::detachedMount);
    }

    @Override
    public Optional<String> confinedOpen() {
        return refusal(ProcessProbe::confinedOpen);
    }

    @Override
    public Optional<String> pidfd() {
        return refusal(ProcessProbe::pidfd);
    }

    @Override
    public Optional<String> cloneIntoCgroup() {
        return refusal(ProcessProbe::cloneIntoCgroup);
    }

    @Override
    public Optional<String> executableMemoryFile() {
        return refusal(ProcessProbe::executableMemoryFile);
    }

    @Override
    public Optional<String> deviceProgram() {
        return refusal(ProcessProbe::deviceProgram);
    }

    @Override
    public Optional<String> loopConfigure(Path device) {
        return refusal(() -> StorageProbe.loopConfigure(device));
    }

    @Override
    public Optional<String> projectQuota(Path directory) {
        return refusal(() -> StorageProbe.projectQuota(directory));
    }

    @Override
    public OptionalLong freeBytes(Path directory) {
        try {
            return OptionalLong.of(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException unknown) {
            return OptionalLong.empty();
        }
    }

    @Override
    public boolean hasLibrary(String name) {
        return StorageProbe.hasLibrary(name);
    }

    @Override
    public Namespaced inUserNamespace(Path directory) {
        Process child;
        try {
            child = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", SCRIPT)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            String reason = "not tried: " + absent.getMessage();
            return new Namespaced(Optional.of(reason), Optional.of(reason), Optional.of(reason));
        }
        // Whatever hangs in there, the answers end after this time.
        child.onExit().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            child.destroyForcibly();
            return child;
        });
        try (BufferedReader answers = child.inputReader(StandardCharsets.UTF_8)) {
            return answers(child, directory, answers);
        } catch (IOException broken) {
            String reason = "the child ended: " + broken.getMessage();
            return new Namespaced(Optional.of(reason), Optional.of(reason), Optional.of(reason));
        } finally {
            child.destroyForcibly();
        }
    }

    private static Namespaced answers(Process child, Path directory, BufferedReader answers) throws IOException {
        String first = line(answers);
        if (!first.equals("inside")) {
            Optional<String> refusal = Optional.of(first.isEmpty() ? "the child ended without a word" : first);
            return new Namespaced(refusal, refusal, refusal);
        }
        Path namespace = Path.of("/proc", Long.toString(child.pid()), "ns/user");
        Optional<String> idmap = refusal(() -> MountProbe.idmappedMount(directory, namespace));
        String overlay = line(answers);
        return new Namespaced(Optional.empty(), idmap, overlay.isEmpty() ? Optional.empty() : Optional.of(overlay));
    }

    private static String line(BufferedReader answers) throws IOException {
        String line = answers.readLine();
        return line == null ? "" : line.strip();
    }

    private static Optional<String> refusal(Runnable trial) {
        try {
            trial.run();
            return Optional.empty();
        } catch (KernelException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }
}
