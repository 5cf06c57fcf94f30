package org.vezere.engine.template;

import java.nio.file.Path;
import java.util.List;
import org.vezere.linux.KernelException;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.linux.path.FileKind;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// What makes a tree of files a system that can be started.
final class SystemTree {
    /// Where the kernel would look for the first program, but for a shell: `init/main.c`.
    private static final List<String> INITS = List.of("sbin/init", "etc/init", "bin/init");

    private static final int EXECUTABLE = 0111;

    private SystemTree() {}

    /// Refuses a tree without a program to start.
    ///
    /// @throws VezereException [FailureKind#BAD_TEMPLATE]
    static void requireInit(Path root, String template) {
        try (ConfinedRoot tree = ConfinedRoot.open(root.toString())) {
            if (INITS.stream().noneMatch(init -> isProgram(tree, init))) {
                throw new VezereException(
                        FailureKind.BAD_TEMPLATE,
                        "OS template " + template
                                + " is not a system: it has none of /sbin/init, /etc/init, /bin/init");
            }
        }
    }

    private static boolean isProgram(ConfinedRoot tree, String path) {
        try {
            return tree.target(path)
                    .filter(file -> file.kind() == FileKind.REGULAR && (file.mode() & EXECUTABLE) != 0)
                    .isPresent();
        } catch (KernelException leadsInCircles) {
            return false;
        }
    }
}
