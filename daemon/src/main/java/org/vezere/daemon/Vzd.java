package org.vezere.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vezere.cli.Cli;
import org.vezere.engine.node.NodePaths;
import org.vezere.engine.node.Readiness;
import org.vezere.model.FailureKind;
import org.vezere.model.Version;
import org.vezere.model.VezereException;

/// The process vzd, one per hardware node.
///
/// Its end is no event for the VEs: they and their keepers go on, and the next vzd takes them over.
public final class Vzd {
    private static final String HELP = """
            Usage: vzd [--version | --help]
            Serves a hardware node: executes vzctl, vzlist, vzquota and vz, and answers the HTTP API.
            Started by these commands when they need it, or by systemd (vzd.service); ended by SIGTERM,
            which the VEs do not notice.

            VEZERE_PREFIX   directory that stands for / (one machine may so be several nodes)
            """;

    private static final Logger LOG = System.getLogger(Vzd.class.getName());

    private static final long OPENING_SECONDS = 10;

    private Vzd() {}

    /// Serves the node of `$VEZERE_PREFIX` until a signal ends the process.
    ///
    /// Exit codes are the reference's: 3 system error, 5 no node can be served, 12 not root, 20 bad command line.
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0) {
            System.exit(answer(arguments));
        }
        try {
            serve();
        } catch (VezereException failed) {
            if (InstanceLock.comesBack(NodePaths.of(System.getenv()))) {
                System.exit(0);
            }
            System.err.println("vzd: " + failed.getMessage());
            System.exit(failed.kind().exitCode());
        } catch (IOException failed) {
            System.err.println("vzd: " + failed);
            System.exit(FailureKind.SYSTEM.exitCode());
        }
        new CountDownLatch(1).await();
    }

    private static int answer(String... arguments) {
        String word = arguments[0];
        if (arguments.length == 1 && word.equals("--version")) {
            System.out.println("vzd version " + Version.text());
            return 0;
        }
        if (arguments.length == 1 && word.equals("--help")) {
            System.out.print(HELP);
            return 0;
        }
        System.err.println("vzd: Bad option: " + String.join(" ", arguments) + " (see vzd --help)");
        return FailureKind.USAGE.exitCode();
    }

    private static void serve() throws IOException {
        NodePaths paths = NodePaths.of(System.getenv());
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            throw new VezereException(FailureKind.NO_PERMISSION, "This program can only be run under root.");
        }
        NodeOpener opener = ServiceLoader.load(NodeOpener.class)
                .findFirst()
                .orElseThrow(() -> new VezereException(FailureKind.NO_NODE, "nothing on the module path is a node"));
        // Commands are answered before all is open: who is asked to end by then has something to clean up, too.
        CompletableFuture<NodeServer> opened = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(opened), "end"));
        try {
            opened.complete(NodeServer.open(paths, opener, node -> new Cli(node)::run));
        } finally {
            opened.cancel(false);
        }
        Readiness.tell(System.getenv());
        LOG.log(Level.INFO, "version " + Version.text() + " serves " + paths.prefix());
    }

    private static void end(CompletableFuture<NodeServer> opened) {
        try {
            opened.get(OPENING_SECONDS, TimeUnit.SECONDS).close();
        } catch (CancellationException | ExecutionException | TimeoutException | InterruptedException neverOpened) {
            LOG.log(Level.DEBUG, "nothing is open", neverOpened);
        }
    }
}
