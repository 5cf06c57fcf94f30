package org.vezere.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemProgramsTest {
    private final Programs programs = new SystemPrograms();

    @Test
    void tellsExitCodeAndBothOutputs() {
        assertThat(programs.run(Duration.ofSeconds(5), List.of("sh", "-c", "echo out; echo err >&2; exit 3")))
                .contains(new Programs.Result(3, "out\nerr"));
    }

    @Test
    void programThatIsNotThereIsNoResult() {
        assertThat(programs.run(Duration.ofSeconds(5), List.of("vezere-has-no-such-program")))
                .isEmpty();
    }

    @Test
    void programThatHangsIsKilled() {
        Instant began = Instant.now();

        assertThat(programs.run(Duration.ofMillis(50), List.of("sleep", "30")))
                .contains(new Programs.Result(Programs.Result.TOO_LATE, "no answer within 50 ms"));

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .noneMatch(child -> child.info().command().orElse("").endsWith("/sleep"));
    }
}
