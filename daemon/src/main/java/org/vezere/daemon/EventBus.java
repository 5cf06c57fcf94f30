package org.vezere.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.vezere.api.EventSink;
import org.vezere.model.Event;

/// Hands out what happens on the node, in order, to everybody who listens.
///
/// Publishing never waits: each listener has a queue and a virtual thread of its own. One that falls behind by more
/// than
/// its queue holds is dropped; what it got until then it gets, then a last event [#DROPPED] that says so. It may listen
/// anew and look at the node's state meanwhile.
public final class EventBus implements AutoCloseable {
    /// The last event of a listener that was too slow; its detail `after` is the last sequence number that it got.
    public static final String DROPPED = "events.dropped";

    private static final int CAPACITY = 1024;
    private static final Logger LOG = System.getLogger(EventBus.class.getName());

    private final Clock clock;
    private final int capacity;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Object order = new Object();
    private long sequence;

    /// A bus whose listeners may lag behind by 1,024 events.
    public EventBus(Clock clock) {
        this(clock, CAPACITY);
    }

    /// @param capacity by how many events a listener may lag behind
    EventBus(Clock clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    /// Tells everybody.
    ///
    /// @param name what happened, `ve.started`
    /// @param ctid the VE, or 0 for the node itself
    /// @param details further facts by name
    /// @return the event as told
    public Event publish(String name, int ctid, Map<String, String> details) {
        synchronized (order) {
            Event event = new Event(++sequence, clock.instant(), name, ctid, details);
            listeners.forEach(listener -> listener.offer(event));
            return event;
        }
    }

    /// Sends events from now on, until the sink refuses one, is too slow, or the result is closed.
    public AutoCloseable subscribe(EventSink sink) {
        Listener listener = new Listener(sink);
        listeners.add(listener);
        listener.thread.start();
        return listener;
    }

    /// Ends every listener.
    @Override
    public void close() {
        listeners.forEach(Listener::close);
    }

    private final class Listener implements AutoCloseable {
        private final EventSink sink;
        /// One place more than a listener may lag behind, for the event that tells it so.
        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(capacity + 1);
        private final Thread thread = Thread.ofVirtual().name("events").unstarted(this::deliver);

        Listener(EventSink sink) {
            this.sink = sink;
        }

        /// Called by one thread at a time.
        void offer(Event event) {
            if (queue.size() < capacity) {
                queue.add(event);
                return;
            }
            listeners.remove(this);
            queue.add(new Event(
                    event.sequence(), event.time(), DROPPED, 0, Map.of("after", Long.toString(event.sequence() - 1))));
            LOG.log(Level.WARNING, "a listener to events was dropped: it is " + capacity + " events behind");
        }

        private void deliver() {
            try {
                Event event;
                do {
                    event = queue.take();
                } while (sink.accept(event) && !event.name().equals(DROPPED));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException failed) {
                LOG.log(Level.WARNING, "a listener to events failed", failed);
            } finally {
                listeners.remove(this);
            }
        }

        @Override
        public void close() {
            listeners.remove(this);
            thread.interrupt();
        }
    }
}
