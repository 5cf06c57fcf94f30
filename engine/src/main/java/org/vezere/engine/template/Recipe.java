package org.vezere.engine.template;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/// How a template is made from what the machine has: its package mirrors and its programs.
sealed interface Recipe permits BusyboxRecipe, DebianRecipe {
    /// Writes the template as a plain tar archive.
    ///
    /// @param progress hears one line for each step
    void write(OutputStream archive, Consumer<String> progress) throws IOException;
}
