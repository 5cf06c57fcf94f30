package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.vezere.model.Ctid;

/// Is told of every step of every operation, after it was done.
@FunctionalInterface
public interface StepWatch {
    /// Looks at nothing.
    StepWatch NONE = (operation, ctid, number, name) -> {};

    /// A step was done.
    ///
    /// @param operation the verb
    /// @param number counts from 1 within the operation
    void done(String operation, Ctid ctid, int number, String name);

    /// Writes each step as a line `OPERATION:NUMBER NAME` to the end of a file; for tests of recovery, which learn here
    /// where to break off.
    static StepWatch recordTo(Path file) {
        return (operation, ctid, number, name) -> {
            try {
                Files.writeString(
                        file,
                        operation + ":" + number + " " + name + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        };
    }

    /// Ends this process at once after one given step, as a power cut would; for tests of recovery.
    ///
    /// @param where operation and number, as in `start:3`
    static StepWatch haltAfter(String where) {
        return (operation, ctid, number, name) -> {
            if (where.equals(operation + ":" + number)) {
                Runtime.getRuntime().halt(137);
            }
        };
    }
}
