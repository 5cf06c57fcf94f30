package org.vezere.linux.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayoutsTest {
    @TempDir
    Path directory;

    /// The C compiler refuses the generated file when one offset or size differs from the system's headers.
    @Test
    void headersOfTheSystemAgree() throws Exception {
        assumeTrue(compilerIsThere(), "no cc here");

        Result compiled = compile(assertions(Layouts.checkable()));

        assertThat(compiled.output()).isEmpty();
        assertThat(compiled.code()).isZero();
    }

    @Test
    void wrongOffsetIsFound() throws Exception {
        assumeTrue(compilerIsThere(), "no cc here");
        Struct.Builder builder = Struct.named("struct pollfd", "poll.h");
        builder.u32("fd");
        builder.u16("revents");
        builder.u16("events");

        Result compiled = compile(assertions(List.of(builder.build())));

        assertThat(compiled.code()).isNotZero();
        assertThat(compiled.output()).contains("struct pollfd.revents");
    }

    @Test
    void fieldsReadBackWhatTheyStored() {
        try (Scratch scratch = Scratch.open()) {
            for (Struct struct : Layouts.checkable()) {
                Block block = scratch.block(struct);
                for (Struct.Field field : struct.fields()) {
                    if (field.width() <= 8 && Integer.bitCount(field.width()) == 1) {
                        field.put(block, 0x81);

                        assertThat(field.get(block))
                                .as(struct.cName() + "." + field.name())
                                .isEqualTo(0x81);
                    }
                }
            }
        }
    }

    @Test
    void stringsForTheKernelHoldNoZero() {
        try (Scratch scratch = Scratch.open()) {
            assertThatThrownBy(() -> scratch.string("etc\0passwd")).hasMessageContaining("zero character");
            assertThat(scratch.string("grün").string(0)).isEqualTo("grün");
        }
    }

    private static String assertions(List<Struct> structs) {
        Set<String> headers = new LinkedHashSet<>(List.of("stddef.h"));
        List<String> lines = new ArrayList<>();
        for (Struct struct : structs) {
            headers.addAll(struct.headers());
            String type = struct.cName();
            lines.add("_Static_assert(sizeof(" + type + ") == " + struct.size() + ", \"size of " + type + "\");");
            for (Struct.Field field : struct.fields()) {
                String place = type + "." + field.name();
                lines.add("_Static_assert(offsetof(" + type + ", " + field.name() + ") == " + field.offset() + ", \""
                        + place + "\");");
                lines.add("_Static_assert(sizeof(((" + type + " *)0)->" + field.name() + ") == " + field.width()
                        + ", \"width of " + place + "\");");
            }
        }
        StringBuilder source = new StringBuilder("#define _GNU_SOURCE\n");
        headers.forEach(header -> source.append("#include <").append(header).append(">\n"));
        lines.forEach(line -> source.append(line).append('\n'));
        return source.toString();
    }

    private Result compile(String source) throws Exception {
        Path file = Files.writeString(directory.resolve("layouts.c"), source);
        return run("cc", "-std=gnu11", "-fsyntax-only", file.toString());
    }

    private static boolean compilerIsThere() throws Exception {
        return run("sh", "-c", "command -v cc").code() == 0;
    }

    private static Result run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private record Result(int code, String output) {}
}
