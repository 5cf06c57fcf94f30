package org.vezere.daemon.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.vezere.api.Node;
import org.vezere.daemon.PeerCheck;
import org.vezere.daemon.SocketPath;

/// Answers the HTTP API on a Unix socket. Each request has a virtual thread.
public final class HttpApi implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HttpApi.class.getName());

    private final SocketPath path;
    private final Server server;

    private HttpApi(SocketPath path, Server server) {
        this.path = path;
        this.server = server;
    }

    /// Listens and answers until it is closed.
    public static HttpApi open(Path socket, Node node) throws IOException {
        SocketPath path = new SocketPath(socket);
        Path hidden = path.prepare();
        Server server = new Server(new VirtualThreadPool());
        server.setStopTimeout(0);
        server.addConnector(new RootConnector(server, hidden));
        server.setHandler(new ApiHandler(new Actions(node)));
        HttpApi api = new HttpApi(path, server);
        try {
            server.start();
            path.publish();
            return api;
        } catch (IOException | RuntimeException failed) {
            api.close();
            throw failed;
        } catch (Exception failed) {
            api.close();
            throw new IOException("the HTTP API does not start: " + failed.getMessage(), failed);
        }
    }

    /// Ends every request.
    @Override
    public void close() throws IOException {
        path.remove();
        try {
            server.stop();
        } catch (Exception failed) {
            LOG.log(Level.WARNING, "the HTTP API does not stop", failed);
        }
    }

    /// Accepts root only.
    private static final class RootConnector extends UnixDomainServerConnector {
        private final PeerCheck peers;

        RootConnector(Server server, Path hidden) throws IOException {
            super(server, 0, 1, new HttpConnectionFactory(configuration()));
            this.peers = PeerCheck.self();
            setUnixDomainPath(hidden);
            // Work may take minutes, and a reader of events waits for ever.
            setIdleTimeout(0);
        }

        private static HttpConfiguration configuration() {
            HttpConfiguration configuration = new HttpConfiguration();
            configuration.setSendServerVersion(false);
            configuration.setSendDateHeader(false);
            return configuration;
        }

        @Override
        protected void configure(SocketChannel channel) throws IOException {
            if (!peers.allows(channel)) {
                channel.close();
                throw new IOException("refused a connection that is not root's");
            }
            super.configure(channel);
        }
    }
}
