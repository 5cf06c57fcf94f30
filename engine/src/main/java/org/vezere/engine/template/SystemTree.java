package org.vezere.engine.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// What makes a tree of files a system that can be started.
final class SystemTree {
    private static final List<String> INITS = List.of("sbin/init", "etc/init", "bin/init");
    private static final int MOST_LINKS = 40;

    private SystemTree() {}

    /// Refuses a tree without a program to start.
    static void requireInit(Path root, String template) throws IOException {
        for (String init : INITS) {
            if (isProgram(root, init)) {
                return;
            }
        }
        throw new VezereException(
                FailureKind.BAD_TEMPLATE,
                "OS template " + template + " is not a system: it has none of /sbin/init, /etc/init, /bin/init");
    }

    private static boolean isProgram(Path root, String name) throws IOException {
        Deque<String> resolved = new ArrayDeque<>();
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(name.split("/", -1)));
        for (int links = 0; !rest.isEmpty() && links <= MOST_LINKS; ) {
            String next = rest.removeFirst();
            Path step = root.resolve(String.join("/", resolved)).resolve(next);
            if (next.equals("..")) {
                resolved.pollLast();
            } else if (Files.isSymbolicLink(step)) {
                links++;
                String target = Files.readSymbolicLink(step).toString();
                if (target.startsWith("/")) {
                    resolved.clear();
                }
                Arrays.asList(target.split("/", -1)).reversed().forEach(rest::addFirst);
            } else if (!next.isEmpty() && !next.equals(".")) {
                resolved.addLast(next);
            }
        }
        Path program = root.resolve(String.join("/", resolved));
        return rest.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program);
    }
}
