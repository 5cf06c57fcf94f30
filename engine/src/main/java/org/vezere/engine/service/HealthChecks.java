package org.vezere.engine.service;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vezere.model.DeclaredService;
import org.vezere.model.value.IpAddress;

/// Asks VEs whether they answer, as keepalived does where it runs: each every few seconds, once more after a failure,
/// and in a thread of its own, so that one that hangs delays no other.
final class HealthChecks implements AutoCloseable {
    private static final int OK = 200;
    private static final int LAST_OK = 399;

    private final Runnable changed;
    private final Map<Target, Asking> running = new ConcurrentHashMap<>();

    /// @param changed told when an answer is another than before; must not block
    HealthChecks(Runnable changed) {
        this.changed = changed;
    }

    /// What is asked.
    record Target(InetAddress address, int port, DeclaredService.Check check) {
        static Target of(DeclaredService service, Pool.Backend backend) {
            return new Target(backend.address(), service.serverPort(), service.check());
        }
    }

    /// The last answer.
    ///
    /// @param reason why it is not up, empty otherwise
    record Answer(boolean up, String reason) {}

    /// Who asks one target, again and again.
    private final class Asking implements Runnable {
        private final Target target;
        private final Thread thread;
        private volatile Optional<Answer> last = Optional.empty();

        Asking(Target target) {
            this.target = target;
            this.thread = Thread.ofVirtual()
                    .name("check of " + target.address().getHostAddress())
                    .unstarted(this);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Answer answer = once(target);
                    if (!answer.up()) {
                        Thread.sleep(Duration.ofSeconds(KeepalivedConfig.SECOND_CHANCE));
                        answer = once(target);
                    }
                    Optional<Answer> before = last;
                    last = Optional.of(answer);
                    if (before.isEmpty() || before.get().up() != answer.up()) {
                        changed.run();
                    }
                    Thread.sleep(Duration.ofSeconds(KeepalivedConfig.INTERVAL));
                }
            } catch (InterruptedException noLongerWanted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// From now on asks these, and nobody else.
    void agree(Iterable<Target> wanted) {
        Set<Target> known = new HashSet<>();
        for (Target target : wanted) {
            known.add(target);
            if (!running.containsKey(target)) {
                Asking asking = new Asking(target);
                running.put(target, asking);
                asking.thread.start();
            }
        }
        running.entrySet().removeIf(entry -> {
            boolean gone = !known.contains(entry.getKey());
            if (gone) {
                entry.getValue().thread.interrupt();
            }
            return gone;
        });
    }

    /// What a VE answered last; nothing before the first answer.
    Optional<Answer> of(Target target) {
        if (target.check().kind() == DeclaredService.Check.Kind.NONE) {
            return Optional.of(new Answer(true, ""));
        }
        return Optional.ofNullable(running.get(target)).flatMap(asking -> asking.last);
    }

    private static Answer once(Target target) {
        int patience = (int) Duration.ofSeconds(KeepalivedConfig.PATIENCE).toMillis();
        try {
            return switch (target.check().kind()) {
                case NONE -> new Answer(true, "");
                case TCP -> connect(target, patience);
                case HTTP -> get(target, patience);
            };
        } catch (IOException failure) {
            String words = String.valueOf(failure.getMessage());
            return new Answer(false, words.toLowerCase(Locale.ROOT));
        }
    }

    private static Answer connect(Target target, int patience) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.address(), target.port()), patience);
            return new Answer(true, "");
        }
    }

    private static Answer get(Target target, int patience) throws IOException {
        String host = DeclaredService.endPoint(IpAddress.parse(target.address().getHostAddress()), target.port());
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + host + target.check().path()).toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(patience);
            connection.setReadTimeout(patience);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            int status = connection.getResponseCode();
            boolean up = status >= OK && status <= LAST_OK;
            return new Answer(up, up ? "" : "status " + status);
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        agree(List.of());
    }
}
