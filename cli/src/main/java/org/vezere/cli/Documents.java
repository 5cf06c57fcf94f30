package org.vezere.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.vezere.cli.document.Pages;

/// Writes man pages and shell completion into a directory; the build's packaging calls it.
public final class Documents {
    private Documents() {}

    /// @param arguments the directory, laid out as below `/usr/share`
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("one argument expected, the directory to write into");
        }
        var _ = Pages.write(Path.of(arguments[0]));
    }
}
