/// The starter in Java, for machines without a C compiler: hands argv, environment and streams to vzd and copies back
/// what comes.
@org.jspecify.annotations.NullMarked
module org.vezere.client {
    requires static org.jspecify;
    requires jdk.unsupported;

    exports org.vezere.client;
}
