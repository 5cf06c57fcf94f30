package org.vezere.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vezere.model.Event;

@Timeout(30)
class EventBusTest {
    private final EventBus bus = new EventBus(Clock.systemUTC(), 4);
    private final List<Event> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        bus.close();
    }

    private List<Long> sequences() {
        return seen.stream().map(Event::sequence).toList();
    }

    @Test
    void everyListenerGetsEveryEventInOrder() throws Exception {
        try (AutoCloseable _ = bus.subscribe(seen::add);
                AutoCloseable _ = bus.subscribe(seen::add)) {
            bus.publish("ve.started", 101, Map.of());
            bus.publish("ve.stopped", 101, Map.of("reason", "halt"));

            await().until(() -> seen.size() == 4);
            assertThat(sequences()).containsExactlyInAnyOrder(1L, 1L, 2L, 2L);
        }
    }

    @Test
    void oneWhoRefusesGetsNoMore() {
        bus.subscribe(event -> {
            seen.add(event);
            return false;
        });
        bus.publish("a", 0, Map.of());
        await().until(() -> !seen.isEmpty());
        bus.publish("b", 0, Map.of());

        await().during(java.time.Duration.ofMillis(50)).until(() -> seen.size() == 1);
    }

    @Test
    void oneWhoIsTooSlowIsToldSoAndHoldsUpNobody() {
        CountDownLatch go = new CountDownLatch(1);
        bus.subscribe(event -> {
            try {
                go.await();
            } catch (InterruptedException _) {
                return false;
            }
            return seen.add(event);
        });
        bus.publish("e", 0, Map.of());
        await().until(() -> bus.publish("e", 0, Map.of()).sequence() > 20);
        go.countDown();

        await().until(() -> seen.getLast().name().equals(EventBus.DROPPED));
        Event last = seen.getLast();
        assertThat(last.details()).containsEntry("after", Long.toString(last.sequence() - 1));
        assertThat(sequences()).isSorted().doesNotHaveDuplicates().hasSizeBetween(5, 6);
    }
}
