package org.vezere.engine.lifecycle;

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
