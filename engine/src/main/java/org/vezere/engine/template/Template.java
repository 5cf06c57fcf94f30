package org.vezere.engine.template;

import java.nio.file.Path;
import java.time.Instant;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// An OS template: an archive in the cache.
///
/// @param name as in `--ostemplate`: the file's name without `.tar` and what follows
/// @param file the archive
/// @param bytes size of the archive
/// @param modified when the archive was last changed
public record Template(String name, Path file, long bytes, Instant modified) {
    private static final int LONGEST_NAME = 128;

    public Template {
        checkName(name);
    }

    /// Refuses names that can't be a file's name, would be read as an option, or would be hidden.
    ///
    /// @throws VezereException [FailureKind#BAD_PARAMETER]
    public static void checkName(String name) {
        if (!isName(name)) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    "Bad OS template name \"" + printable(name)
                            + "\": 1 to 128 letters, digits and any of . _ + : ~ @ - are allowed, "
                            + "not starting with a dot or a minus");
        }
    }

    /// Whether a template can be called so.
    static boolean isName(String name) {
        boolean plain = name.chars()
                .allMatch(c -> (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || "._+:~@-".indexOf(c) >= 0);
        return plain
                && !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !name.startsWith(".")
                && !name.startsWith("-");
    }

    private static String printable(String name) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
