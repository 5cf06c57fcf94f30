package org.vezere.engine.template;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Where a machine gets Debian's packages from.
///
/// @param archive address of the main archive
/// @param security address of the security archive; a mirror given by hand may have none
record DebianMirror(String archive, Optional<String> security) {
    private static final DebianMirror PUBLIC =
            new DebianMirror("http://deb.debian.org/debian", Optional.of("http://deb.debian.org/debian-security"));
    private static final Set<String> RELEASES = Set.of(
            "bullseye",
            "bookworm",
            "trixie",
            "forky",
            "oldoldstable",
            "oldstable",
            "stable",
            "testing",
            "unstable",
            "sid");
    private static final Pattern SECURITY = Pattern.compile("(.+)(?:-security|/updates)");

    /// A mirror given by hand.
    ///
    /// @throws VezereException [FailureKind#BAD_PARAMETER] when it is no http or https address
    static DebianMirror given(String address) {
        if (!isWeb(address) || !address.matches("[!-~]+") || address.length() > 1024) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    "Bad mirror \"" + address.replaceAll("\\p{Cntrl}", "?")
                            + "\": an address like http://deb.debian.org/debian is wanted");
        }
        return new DebianMirror(address.replaceAll("/+$", ""), Optional.empty());
    }

    /// The mirror that this machine's apt uses for Debian of any release; the public one where it uses none.
    ///
    /// @param apt usually `/etc/apt`
    static DebianMirror ofMachine(Path apt) throws IOException {
        List<AptSource> sources = new ArrayList<>();
        read(apt.resolve("sources.list")).map(AptSource::fromLines).ifPresent(sources::addAll);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(apt.resolve("sources.list.d"))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(".list")) {
                    read(file).map(AptSource::fromLines).ifPresent(sources::addAll);
                } else if (name.endsWith(".sources")) {
                    read(file).map(AptSource::fromStanzas).ifPresent(sources::addAll);
                }
            }
        } catch (NoSuchFileException e) {
            return among(sources);
        }
        return among(sources);
    }

    private static DebianMirror among(List<AptSource> sources) {
        Optional<String> archive =
                address(sources, source -> RELEASES.contains(source.suite().replaceFirst("-updates$", "")));
        Optional<String> security = address(
                sources,
                source -> SECURITY.matcher(source.suite()).matches()
                        && RELEASES.contains(SECURITY.matcher(source.suite()).replaceFirst("$1")));
        return archive.map(address -> new DebianMirror(
                        address,
                        security.or(() -> address.equals(PUBLIC.archive) ? PUBLIC.security : Optional.empty())))
                .orElse(PUBLIC);
    }

    private static Optional<String> address(List<AptSource> sources, Predicate<AptSource> wanted) {
        return sources.stream()
                .filter(source -> source.components().contains("main") && isWeb(source.uri()))
                .filter(wanted)
                .map(AptSource::uri)
                .findFirst();
    }

    private static boolean isWeb(String address) {
        return address.startsWith("http://") || address.startsWith("https://");
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /// The lines of `sources.list` for a release.
    List<String> lines(DebianRelease release) {
        List<String> lines = new ArrayList<>();
        lines.add("deb " + archive + " " + release.codename() + " main");
        lines.add("deb " + archive + " " + release.codename() + "-updates main");
        security.ifPresent(address -> lines.add("deb " + address + " " + release.codename() + "-security main"));
        return lines;
    }
}
