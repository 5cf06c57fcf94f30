/// The starter in Java: hands command line, environment and standard streams to vzd, for machines without a C compiler.
@org.jspecify.annotations.NullMarked
module org.vezere.client {
    requires static org.jspecify;

    exports org.vezere.client;
}
