package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.parameter.Parameter;

/// What we write means the same to `sh`, which sources configs.
class ShellReadsConfigsTest {
    private static final String PIECES = "abc XYZ019 \"'\\$`!#;&|<>(){}[]*?~=:,.%@^+-_/$VEID$(id)`id`${x}\\\\\\\"é𝄞 $";

    @TempDir
    Path directory;

    @Test
    void everyValueIsReadAsWritten() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> values = new ArrayList<>(
                List.of("", " ", "\\", "\"", "$", "`", "a\\", "\\\\", "{\"a\": [\"b\\n\"]}", "x".repeat(60_000)));
        for (int i = 0; i < 300; i++) {
            values.add(randomValue(random));
        }

        List<String> read = readByShell(values);

        assertThat(read).as("seed %d", seed).isEqualTo(values);
        for (String value : values) {
            byte[] written = ConfigText.EMPTY.with(Parameter.DESCRIPTION, value).bytes();
            assertThat(ConfigText.parse(written).get(Parameter.DESCRIPTION))
                    .as("seed %d", seed)
                    .contains(value);
        }
    }

    @Test
    void theShippedFilesAreShell() throws Exception {
        Box box = new Box(directory);
        try (var files = Files.walk(box.paths().etc())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Process shell = new ProcessBuilder("sh", "-eu", "-c", "VEID=101; . \"$0\"", file.toString())
                        .redirectErrorStream(true)
                        .start();

                assertThat(shell.getInputStream().readAllBytes())
                        .as(file.toString())
                        .isEmpty();
                assertThat(shell.waitFor()).as(file.toString()).isZero();
            }
        }
    }

    @Test
    void theVeidIsExpandedByTheShell() throws Exception {
        Path file = directory.resolve("101.conf");
        Files.write(
                file, ConfigText.EMPTY.with(Parameter.VE_ROOT, "/vz/root/$VEID").bytes());

        Process shell =
                new ProcessBuilder("sh", "-c", "VEID=101; . \"$0\"; printf %s \"$VE_ROOT\"", file.toString()).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("/vz/root/101");
    }

    private List<String> readByShell(List<String> values) throws IOException {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            Path file = directory.resolve(i + ".conf");
            Files.write(
                    file,
                    ConfigText.EMPTY.with(Parameter.DESCRIPTION, values.get(i)).bytes());
            script.append(". ").append(file).append("; printf '%s\\0' \"$DESCRIPTION\"\n");
        }
        Path all = Files.writeString(directory.resolve("all.sh"), script);
        Process shell = new ProcessBuilder("sh", all.toString()).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return List.of(output.substring(0, output.length() - 1).split("\0", -1));
    }

    private static String randomValue(Random random) {
        int[] points = PIECES.codePoints().toArray();
        StringBuilder value = new StringBuilder();
        for (int length = random.nextInt(30); length > 0; length--) {
            if (random.nextInt(10) == 0) {
                int start = random.nextInt(points.length - 6);
                value.append(new String(points, start, 6));
            } else {
                value.appendCodePoint(points[random.nextInt(points.length)]);
            }
        }
        return value.toString();
    }
}
