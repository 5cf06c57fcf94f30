package org.vezere.cli.vzlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {
    @ParameterizedTest
    @CsvSource({
        "web,web,true",
        "web,web1,false",
        "web*,web1,true",
        "*,'',true",
        "?,'',false",
        "*.example.*,a.example.org,true",
        "[a-c]1,b1,true",
        "[!a-c]1,b1,false",
        "[^a-c]1,d1,true",
        "[]]x,]x,true",
        "[a-]x,-x,true",
        "a[,a[,true",
        "\\*,*,true",
        "\\*,a,false",
        "a*b*c,aXbYbZc,true",
        "a*b*c,aXbYbZ,false",
    })
    void matchesAsTheShellDoes(String pattern, String text, boolean matches) {
        assertThat(new Pattern(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void manyStarsTakeNoTime() {
        Pattern pattern = new Pattern("*a".repeat(60) + "b");

        long start = System.nanoTime();
        boolean matches = pattern.matches("a".repeat(5_000));

        assertThat(matches).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
