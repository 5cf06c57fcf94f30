package org.vezere.engine.network;

import org.jspecify.annotations.Nullable;
import org.vezere.linux.Fd;
import org.vezere.linux.net.NetlinkSocket;

/// A VE's network namespace as VE0 works on it: one connection to its kernel for whoever has something to do there,
/// opened beside what its user does meanwhile, and not before somebody says that it will be needed.
public final class InnerNetwork implements AutoCloseable {
    private final Fd namespace;
    private NetlinkSocket.@Nullable Opening opening;

    /// @param namespace the VE's, or its pidfd; it stays open, and outlives this
    public InnerNetwork(Fd namespace) {
        this.namespace = namespace;
    }

    Fd namespace() {
        return namespace;
    }

    /// Begins to connect, which takes as long as making a pair of links.
    synchronized void begin() {
        begun();
    }

    private NetlinkSocket.Opening begun() {
        if (opening == null) {
            opening = NetlinkSocket.opening(namespace);
        }
        return opening;
    }

    /// The connection, which threads may share.
    ///
    /// @throws org.vezere.linux.KernelException when it can't be had
    NetlinkSocket socket() {
        NetlinkSocket.Opening its;
        synchronized (this) {
            its = begun();
        }
        return its.socket();
    }

    @Override
    public synchronized void close() {
        if (opening != null) {
            opening.close();
        }
    }
}
