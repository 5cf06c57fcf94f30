package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.vezere.linux.Fd;
import org.vezere.linux.process.PidFd;

class InitTest {
    private static final int SIGKILL = 9;

    @Test
    void answersWhileItRunsAndAfterItEnded() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "60").start();
        Init init = new Init(PidFd.open((int) process.pid()));

        assertThat(init.hasEnded()).isFalse();
        assertThat(init.awaitEnd(Duration.ofMillis(1))).isFalse();
        try (Fd copy = init.duplicate().orElseThrow()) {
            assertThat(copy.number()).isNotNegative();
        }

        assertThat(init.send(SIGKILL)).isTrue();
        assertThat(init.awaitEnd(Duration.ofSeconds(10))).isTrue();
        process.waitFor();
        init.release();
        init.release();

        assertThat(init.hasEnded()).isTrue();
        assertThat(init.send(SIGKILL)).isFalse();
        assertThat(init.duplicate()).isEmpty();
        assertThat(init.pid()).isEqualTo((int) process.pid());
    }

    @Test
    void askingWhileItIsReleasedNeverFails() throws IOException, InterruptedException {
        for (int round = 0; round < 50; round++) {
            Process process = new ProcessBuilder("sleep", "60").start();
            Init init = new Init(PidFd.open((int) process.pid()));
            Throwable[] failure = new Throwable[1];
            Thread asker = Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown)
                    .start(() -> {
                        for (int question = 0; question < 200; question++) {
                            init.hasEnded();
                        }
                    });
            init.send(SIGKILL);
            init.awaitEnd(Duration.ofSeconds(10));
            process.waitFor();
            init.release();
            asker.join();

            assertThat(failure[0]).isNull();
        }
    }
}
