package org.vezere.model;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// The standard streams, window and signals of somebody who executes, enters or watches something.
///
/// Reading from [#in] gives credit to the other side: nothing is read ahead of demand.
public interface Streams {
    /// Standard input; reading it blocks.
    InputStream in();

    /// Standard output.
    OutputStream out();

    /// Standard error.
    OutputStream err();

    /// The window, when standard input and output are a terminal.
    Optional<WindowSize> window();

    /// Makes the caller's terminal raw, or restores it.
    void raw(boolean on);

    /// Calls back whenever the window changes; replaces an earlier callback.
    void onResize(Consumer<WindowSize> callback);

    /// Calls back with the number of each signal that the caller received, and with SIGHUP when the caller went away;
    /// replaces an earlier callback.
    void onSignal(IntConsumer callback);

    /// A terminal's size in characters.
    record WindowSize(int rows, int columns) {}
}
