package org.vezere.engine.template;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.engine.tool.ToolResult;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Unpacks archives with GNU tar, which knows sparse files, ACLs and extended attributes, in a mount namespace
/// whose root holds the machine's programs, read-only, and the directory to fill, nothing else.
///
/// Every header is checked while it passes by ([ArchiveCheck]); the first bad one ends the unpacking. What was
/// unpacked until then is the caller's to remove.
final class ConfinedTar {
    private static final String SCRIPT = resource("unpack.sh");

    private ConfinedTar() {}

    /// Unpacks an archive.
    ///
    /// @param archive the file, compressed or not
    /// @param jail an empty directory beside the tree, where the new root is mounted
    /// @param tree an empty directory that receives the files
    /// @param limits what the archive may ask for
    /// @throws VezereException [FailureKind#BAD_TEMPLATE] or [FailureKind#NO_SPACE]
    static ArchiveSummary unpack(Path archive, Path jail, Path tree, ArchiveLimits limits) throws IOException {
        List<String> options = new ArrayList<>(List.of("--anchored", "--wildcards", "--wildcards-match-slash"));
        for (String directory : ArchiveCheck.SKIPPED) {
            options.add("--exclude=" + directory + "/*");
            options.add("--exclude=./" + directory + "/*");
        }
        ArchiveSummary[] summary = new ArchiveSummary[1];
        ToolResult result = ExternalTool.of(command(jail, tree, options))
                .consume(input -> summary[0] = ArchiveCheck.checkAndCopy(archive, limits, input));
        if (!result.succeeded() || summary[0] == null) {
            throw new VezereException(
                    FailureKind.BAD_TEMPLATE,
                    "Template archive " + archive + " cannot be unpacked: " + result.lastLine());
        }
        return summary[0];
    }

    /// The command that unpacks its standard input.
    static List<String> command(Path jail, Path tree, List<String> options) {
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "private", "--", "sh", "-euc", SCRIPT, "unpack"));
        command.add(jail.toString());
        command.add(tree.toString());
        command.addAll(options);
        return command;
    }

    /// A text file that lies beside the classes of this package.
    static String resource(String name) {
        try (InputStream stream = ConfinedTar.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("resource " + name + " cannot be read", e);
        }
    }
}
