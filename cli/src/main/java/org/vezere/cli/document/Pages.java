package org.vezere.cli.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes all documents into a directory, laid out as below `/usr/share`.
public final class Pages {
    private Pages() {}

    /// Writes `man/manN/NAME.N` for each page and `bash-completion/completions/NAME` for each command.
    ///
    /// @return the files written
    public static List<Path> write(Path directory) throws IOException {
        List<Path> written = new ArrayList<>();
        List<ManPage> pages = new ArrayList<>(CommandPages.all());
        pages.addAll(ConfigPages.all());
        for (ManPage page : pages) {
            String section = page.file().substring(page.file().length() - 1);
            written.add(write(directory.resolve("man/man" + section).resolve(page.file()), page.text()));
        }
        String completion = Completion.bash();
        for (String command : List.of("vzctl", "vzlist", "vzquota", "vz")) {
            written.add(write(directory.resolve("bash-completion/completions").resolve(command), completion));
        }
        return written;
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
