package org.vezere.engine.template;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.vezere.engine.files.Trees;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.engine.tool.ToolResult;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Debian as its own packages make it, installed by mmdebstrap from the machine's mirror.
///
/// A small complete server: systemd, ifupdown, sshd, cron, sudo. Packages are signed by Debian and checked by
/// apt, and their scripts run as root in a chroot, as they do when VE0 itself installs them.
///
/// @param release which Debian
/// @param further packages in addition to ours
/// @param mirror where its packages come from; VEs get the same addresses in their sources.list
/// @param workspace a directory with room for the installed system
record DebianRecipe(DebianRelease release, List<String> further, DebianMirror mirror, Path workspace)
        implements Recipe {
    private static final String CUSTOMIZE = "debian.sh";

    /// What users want to read of mmdebstrap's log.
    private static final Pattern STEP =
            Pattern.compile("I: (running apt|downloading|extracting|installing|cleaning|creating).*");

    private static final List<String> PACKAGES = List.of(
            "ca-certificates",
            "cron",
            "dbus",
            "ifupdown",
            "iproute2",
            "iputils-ping",
            "less",
            "libpam-systemd",
            "nano",
            "netbase",
            "openssh-server",
            "procps",
            "sudo",
            "systemd",
            "systemd-sysv");

    @Override
    public void write(OutputStream archive, Consumer<String> progress) throws IOException {
        Path directory = Files.createTempDirectory(
                workspace,
                ".build-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Path customize = directory.resolve(CUSTOMIZE);
            Files.writeString(customize, ConfinedTar.resource(CUSTOMIZE));
            Files.setPosixFilePermissions(customize, PosixFilePermissions.fromString("rwx------"));
            AptComplaints complaints = new AptComplaints();
            ToolResult result = ExternalTool.of(command(customize, machineOptions()))
                    .with("TMPDIR", directory.toString())
                    .telling(line -> {
                        complaints.hear(line);
                        tell(line, progress);
                    })
                    .produce(made -> made.transferTo(archive));
            if (!result.succeeded()) {
                throw new VezereException(
                        FailureKind.SYSTEM,
                        "OS template cannot be built: "
                                + complaints.sentence(
                                        release.codename() + " at " + mirror.archive(), result.lastLine()));
            }
        } finally {
            Trees.delete(directory);
        }
    }

    /// The call of mmdebstrap that writes the system to its standard output as tar.
    ///
    /// @param options lines of apt.conf(5)
    List<String> command(Path customize, List<String> options) {
        List<String> packages = new ArrayList<>(PACKAGES);
        packages.addAll(further);
        List<String> command = new ArrayList<>(List.of(
                "mmdebstrap",
                "--mode=root",
                "--variant=minbase",
                "--format=tar",
                "--include=" + String.join(",", packages),
                "--customize-hook=" + customize,
                // A name with a dot in it is a name: apt-get would take one that it does not know for a pattern.
                "--aptopt=APT::Cmd::Pattern-Only \"true\""));
        for (String option : options) {
            command.add("--aptopt=" + option);
        }
        command.add(release.codename());
        command.add("-");
        command.addAll(mirror.lines(release));
        return command;
    }

    /// What the machine's apt needs to reach its mirror: proxies, and trust in a frozen one.
    private static List<String> machineOptions() {
        List<String> options = new ArrayList<>();
        ExternalTool.of("apt-config", "dump")
                .telling(line -> {
                    if (line.matches("Acquire::(https?::Proxy(::.*)?|Check-Valid-Until|Check-Date) \"[^\"]+\";")) {
                        options.add(line.substring(0, line.length() - 1));
                    }
                })
                .run();
        return options;
    }

    private static void tell(String line, Consumer<String> progress) {
        if (STEP.matcher(line).matches()) {
            progress.accept(line.substring(3));
        }
    }
}
