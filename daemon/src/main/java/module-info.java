/// The process vzd: sockets, API, streams, events, supervision of VEs.
@org.jspecify.annotations.NullMarked
module org.vezere.daemon {
    requires static org.jspecify;
    requires org.vezere.api;
    requires org.vezere.cli;
    requires org.vezere.engine;
    requires com.google.gson;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.unixdomain.server;

    exports org.vezere.daemon;
}
