package org.vezere.daemon;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/// Lets in only those who run as the user that vzd runs as: root (`SO_PEERCRED`, `man 7 unix`).
///
/// The sockets' mode says the same; but a mode is easily changed, and a descriptor easily handed on.
public final class PeerCheck {
    private final UserPrincipal owner;

    private PeerCheck(UserPrincipal owner) {
        this.owner = owner;
    }

    /// A check against the user of this process.
    public static PeerCheck self() throws IOException {
        // The JDK shows a peer's user by name; it compares users by number.
        return new PeerCheck(Files.getOwner(Path.of("/proc/self")));
    }

    /// Whether the process at the other end may speak here.
    public boolean allows(SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
    }
}
