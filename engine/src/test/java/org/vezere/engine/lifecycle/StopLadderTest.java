package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopLadderTest {
    private final List<String> done = new ArrayList<>();
    private boolean listens = true;
    private boolean ended;

    @Test
    void asksInTheWayOfTheInitAndIsContentWithItsEnd() {
        boolean stopped = ladder().ask(InitKind.SYSTEMD, Duration.ofSeconds(10), () -> false);

        assertThat(stopped).isTrue();
        assertThat(done).containsExactly("signal 37");
    }

    @Test
    void givesUpWhenThePatienceIsOver() {
        listens = false;

        boolean stopped = ladder().ask(InitKind.BUSYBOX, Duration.ofMillis(30), () -> false);

        assertThat(stopped).isFalse();
        assertThat(done).containsExactly("signal 12");
    }

    @Test
    void stopsAskingWhenNobodyWaitsAnyMore() {
        listens = false;

        assertThat(ladder().ask(InitKind.SYSV, Duration.ofSeconds(10), () -> !done.isEmpty()))
                .isFalse();
    }

    @Test
    void killsAtOnceWhenItIsToBeFast() {
        assertThat(ladder().kill(true)).isTrue();
        assertThat(done).containsExactly("kill all");
    }

    @Test
    void terminatesBeforeItKills() {
        assertThat(ladder().kill(false)).isTrue();
        assertThat(done).containsExactly("terminate all 15", "kill all");
    }

    private StopLadder ladder() {
        return new StopLadder(new StopLadder.Ve(
                signal -> {
                    done.add("signal " + signal);
                    ended = listens;
                    return true;
                },
                signal -> {
                    done.add("terminate all " + signal);
                    return true;
                },
                () -> {
                    done.add("kill all");
                    ended = true;
                },
                patience -> {
                    if (!ended) {
                        pause(patience);
                    }
                    return ended;
                }));
    }

    private static void pause(Duration patience) {
        try {
            Thread.sleep(Math.min(patience.toMillis(), 20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
