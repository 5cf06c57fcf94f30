package org.vezere.linux.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.SocketCalls;

/// The other end of systemd's readiness protocol (`man 3 sd_notify`).
public final class ServiceManager {
    private static final int AF_UNIX = 1;
    private static final int DATAGRAM = 2;
    private static final int FAMILY_BYTES = 2;
    private static final int LONGEST = 107;

    private ServiceManager() {}

    /// Tells the service manager that the service is ready.
    ///
    /// @param socket what `NOTIFY_SOCKET` says: a path, or a name with `@` in front of it
    /// @throws KernelException when nobody listens there
    public static void ready(String socket) {
        byte[] name = socket.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > LONGEST) {
            throw new IllegalArgumentException("NOTIFY_SOCKET has 1 to " + LONGEST + " bytes: " + socket);
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        byte[] address = Arrays.copyOf(new byte[] {AF_UNIX, 0}, FAMILY_BYTES + name.length);
        System.arraycopy(name, 0, address, FAMILY_BYTES, name.length);
        int descriptor =
                (int) KernelException.check(SocketCalls.socket(AF_UNIX, DATAGRAM, 0), "socket", () -> "unix, datagram");
        try (Fd _ = new Fd(descriptor)) {
            KernelException.check(
                    SocketCalls.send(descriptor, "READY=1".getBytes(StandardCharsets.UTF_8), address),
                    "sendto",
                    () -> socket);
        }
    }
}
