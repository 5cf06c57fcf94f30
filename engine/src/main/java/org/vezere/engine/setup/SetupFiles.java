package org.vezere.engine.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vezere.engine.setup.Change.Outcome;

/// The files that setup keeps below `/etc`. One that somebody else wrote or changed is never touched.
final class SetupFiles {
    private static final String OURS = "# Written by vz setup";

    private final Path etc;

    SetupFiles(Path etc) {
        this.etc = etc;
    }

    /// Makes a file say this, and remembers it in the log.
    List<Change> write(UndoLog log, String name, String content) {
        Path file = etc.resolve(name);
        try {
            String present = Files.exists(file) ? Files.readString(file) : "";
            if (present.equals(content)) {
                log.putFile(file.toString(), WholeFile.fingerprint(content));
                return List.of();
            }
            if (!present.isEmpty() && !present.startsWith(OURS)) {
                return List.of(change(file, "written", Outcome.LEFT, "it is not from vz setup"));
            }
            WholeFile.write(file, content);
            log.putFile(file.toString(), WholeFile.fingerprint(content));
            return List.of(change(file, present.isEmpty() ? "written" : "written anew", Outcome.DONE, ""));
        } catch (IOException refused) {
            return List.of(change(file, "written", Outcome.REFUSED, reason(refused)));
        }
    }

    /// Takes away the files of the log that are as they were written.
    List<Change> remove(UndoLog log) {
        List<Change> changes = new ArrayList<>();
        log.files().forEach((path, fingerprint) -> {
            Path file = Path.of(path);
            try {
                if (Files.exists(file)) {
                    boolean ours = WholeFile.fingerprint(Files.readString(file)).equals(fingerprint);
                    if (ours) {
                        Files.delete(file);
                    }
                    Outcome outcome = ours ? Outcome.DONE : Outcome.LEFT;
                    changes.add(change(file, "taken away", outcome, ours ? "" : "somebody changed it"));
                }
                log.forgetFile(path);
            } catch (IOException refused) {
                changes.add(change(file, "taken away", Outcome.REFUSED, reason(refused)));
            }
        });
        return changes;
    }

    private static Change change(Path file, String after, Outcome outcome, String note) {
        return new Change(file.toString(), "", after, outcome, note);
    }

    private static String reason(IOException refused) {
        return refused.getClass().getSimpleName().replace("Exception", "") + ": " + refused.getMessage();
    }
}
