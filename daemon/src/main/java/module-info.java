/// The process vzd: sockets, API, streams, events, supervision of VEs.
@org.jspecify.annotations.NullMarked
module org.vezere.daemon {
    requires static org.jspecify;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.google.gson;
    requires jdk.net;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.unixdomain.server;
    requires org.slf4j;
    requires org.vezere.api;
    requires org.vezere.cli;
    requires org.vezere.engine;
    requires org.vezere.linux;

    exports org.vezere.daemon;
    exports org.vezere.daemon.http;
    exports org.vezere.daemon.starter;
    exports org.vezere.daemon.log;

    uses org.vezere.daemon.NodeOpener;

    provides org.vezere.daemon.NodeOpener with
            org.vezere.daemon.node.LocalNodeOpener;
    provides ch.qos.logback.classic.spi.Configurator with
            org.vezere.daemon.log.LogBinding;
}
