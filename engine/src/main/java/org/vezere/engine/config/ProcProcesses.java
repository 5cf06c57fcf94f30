package org.vezere.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Processes as `/proc` of this machine shows them.
public final class ProcProcesses implements VeLocks.Processes {
    private final Path proc;

    /// @param proc where procfs is mounted
    public ProcProcesses(Path proc) {
        this.proc = proc;
    }

    @Override
    public boolean alive(long pid) {
        return Files.isDirectory(proc.resolve(Long.toString(pid)));
    }

    @Override
    public String commandLine(long pid) {
        try {
            byte[] words = Files.readAllBytes(proc.resolve(Long.toString(pid)).resolve("cmdline"));
            String line =
                    new String(words, StandardCharsets.UTF_8).replace('\0', ' ').strip();
            return line.replaceAll("\\p{Cntrl}", "?");
        } catch (IOException gone) {
            return "";
        }
    }
}
