package org.vezere.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vezere.fuzz.Fuzzer;
import org.vezere.model.VezereException;

/// Whatever is sent to the API as JSON is read or refused in words, by every route.
class JsonFuzzTest {
    private static final List<String> BODIES = List.of(
            "{}",
            "{\"ctid\":101,\"template\":\"debian-12\",\"changes\":[{\"name\":\"ipadd\",\"value\":\"198.51.100.1\"}]}",
            "{\"kind\":\"PROGRAM\",\"words\":[\"cat\",\"-\"],\"environment\":{\"A\":\"b\"}}",
            "{\"fast\":true,\"skipUnmount\":false,\"save\":true,\"mode\":\"RESTART\",\"force\":null,\"wait\":1e3}");

    @Test
    void bodies() {
        long inputs = Fuzzer.ofTexts(BODIES)
                .words(
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        ":",
                        ",",
                        "null",
                        "true",
                        "1e999",
                        "\\ud800",
                        "-0",
                        "[[[[[[[[[[[[[[[[[[")
                .run("json", input -> {
                    String text = new String(input, StandardCharsets.UTF_8);
                    StringBuilder taken = new StringBuilder();
                    for (Route<?, ?> route : Routes.all()) {
                        try {
                            Json.read(route.request(), text);
                            taken.append(route.path());
                        } catch (VezereException refused) {
                            assertThat(refused.getMessage()).startsWith("JSON at ");
                        }
                    }
                    return taken.toString();
                });

        assertThat(inputs).isGreaterThan(100);
    }
}
