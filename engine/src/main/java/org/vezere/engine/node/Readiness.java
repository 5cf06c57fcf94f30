package org.vezere.engine.node;

import java.util.Map;
import org.vezere.linux.KernelException;
import org.vezere.linux.process.ServiceManager;

/// Lets whoever started vzd as a service know that commands are answered from now on.
public final class Readiness {
    private static final System.Logger LOG = System.getLogger(Readiness.class.getName());

    private Readiness() {}

    /// Tells it, if the environment names somebody to be told.
    public static void tell(Map<String, String> environment) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return;
        }
        try {
            ServiceManager.ready(socket);
        } catch (KernelException | IllegalArgumentException failure) {
            LOG.log(System.Logger.Level.WARNING, "the service manager was not told: " + failure.getMessage());
        }
    }
}
