package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// The program `probe.c`, which tries what a shell can't.
final class Probe {
    /// Where it lies in a VE.
    static final String INSIDE = "/probe";

    /// Names a program that was compiled elsewhere, for a machine without a compiler.
    private static final String COMPILED = "vezere.probe";

    private static final Path PROGRAM = program(System.getProperty(COMPILED, ""));

    private Probe() {}

    /// Where it lies on VE0.
    static Path program() {
        return PROGRAM;
    }

    private static Path program(String compiled) {
        return compiled.isEmpty() ? compile() : Path.of(compiled);
    }

    private static Path compile() {
        try (InputStream source = Objects.requireNonNull(Probe.class.getResourceAsStream("probe.c"))) {
            Path directory = Files.createTempDirectory("vz-it-probe");
            Path text = directory.resolve("probe.c");
            Files.copy(source, text, StandardCopyOption.REPLACE_EXISTING);
            Path program = directory.resolve("probe");
            Process compiler = new ProcessBuilder("cc", "-O1", "-static", "-o", program.toString(), text.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(compiler.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(compiler.waitFor()).as("cc: %s", said).isZero();
            Files.delete(text);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            directory.toFile().deleteOnExit();
            program.toFile().deleteOnExit();
            return program;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
