package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What a command left behind.
record Result(List<String> command, int exit, String out, String err) {
    /// The same, after making sure that the command succeeded.
    Result ok() {
        assertThat(exit).as("exit code of %s%n%s%n%s", command, out, err).isZero();
        return this;
    }

    /// The same, after making sure that the command failed with this code and one line that says this.
    Result fails(int code, String line) {
        assertThat(exit).as("exit code of %s%n%s%n%s", command, out, err).isEqualTo(code);
        assertThat(err + out).as("what %s says", command).contains(line);
        return this;
    }

    /// Standard output without the final newline.
    String text() {
        return out.stripTrailing();
    }

    /// Lines of standard output.
    List<String> lines() {
        return out.lines().toList();
    }
}
