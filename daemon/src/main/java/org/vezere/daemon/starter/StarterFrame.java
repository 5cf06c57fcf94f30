package org.vezere.daemon.starter;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.vezere.model.Streams.WindowSize;

/// What a starter says.
sealed interface StarterFrame {
    /// The first frame: what was typed, where, and at what.
    ///
    /// @param terminals bit 0, 1, 2: standard input, output, error is a terminal
    /// @param window meaningful where there is a terminal
    /// @param arguments the first is the command's name
    /// @param environment NAME=value each
    record Hello(
            int terminals, WindowSize window, String workingDirectory, List<String> arguments, List<String> environment)
            implements StarterFrame {
        private static final int INPUT_AND_OUTPUT = 3;

        /// The window, when a person types and reads.
        Optional<WindowSize> terminal() {
            return (terminals & INPUT_AND_OUTPUT) == INPUT_AND_OUTPUT ? Optional.of(window) : Optional.empty();
        }
    }

    /// Bytes of standard input; none means its end.
    record Input(ByteBuffer bytes) implements StarterFrame {}

    /// The window changed.
    record Window(WindowSize size) implements StarterFrame {}

    /// The starter received a signal.
    record Signal(int number) implements StarterFrame {}
}
