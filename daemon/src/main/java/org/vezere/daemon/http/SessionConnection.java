package org.vezere.daemon.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/// A connection that was HTTP and now carries frames; a thread of its own reads them.
final class SessionConnection extends AbstractConnection implements Connection.UpgradeTo {
    private final EndPointChannel channel;
    private final Runnable session;

    SessionConnection(EndPoint endPoint, Executor executor, EndPointChannel channel, Runnable session) {
        super(endPoint, executor);
        this.channel = channel;
        this.session = session;
    }

    @Override
    public void onUpgradeTo(ByteBuffer alreadyRead) {
        channel.first(alreadyRead);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        Thread.ofVirtual().name("session").start(session);
    }

    /// The session asks for bytes by itself.
    @Override
    public void onFillable() {
        throw new IllegalStateException("nobody waits for this");
    }
}
