package org.vezere.daemon.http;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vezere.api.Codecs;
import org.vezere.api.Node;
import org.vezere.model.Event;

/// Answers with events as they happen.
///
/// A client who silently went away is found out by what is sent to it: an empty line (a comment, in an event stream)
/// when
/// nothing happened for a while.
final class EventStream implements Action {
    private static final int QUIET_SECONDS = 15;

    private final Node node;

    EventStream(Node node) {
        this.node = node;
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        String mediaType = exchange.accepts(Exchange.EVENT_STREAM) ? Exchange.EVENT_STREAM : Exchange.JSON_LINES;
        CountDownLatch over = new CountDownLatch(1);
        try (Lines lines = exchange.lines(mediaType);
                AutoCloseable _ = node.events(event -> sent(lines, event, over))) {
            lines.begin();
            while (!over.await(QUIET_SECONDS, TimeUnit.SECONDS)) {
                lines.beat();
            }
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("vzd ends", interrupted);
        } catch (Exception failed) {
            throw new IllegalStateException("cannot end a subscription to events", failed);
        }
    }

    private static boolean sent(Lines lines, Event event, CountDownLatch over) {
        try {
            lines.write(Codecs.EVENT, event);
            return true;
        } catch (IOException _) {
            over.countDown();
            return false;
        }
    }
}
