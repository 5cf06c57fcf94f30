package org.vezere.engine.tool;

/// How a program ended.
///
/// @param exitCode its exit status; above 128 when a signal ended it
/// @param said the last lines that it wrote, at most 20, without blank ones
public record ToolResult(int exitCode, String said) {
    /// Whether the program reports success.
    public boolean succeeded() {
        return exitCode == 0;
    }

    /// The last line that the program wrote: in case of failure nearly always the reason.
    public String lastLine() {
        int lineStart = said.lastIndexOf('\n') + 1;
        return said.isEmpty() ? "exit status " + exitCode : said.substring(lineStart);
    }
}
