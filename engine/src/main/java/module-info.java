/// VEs and what is done with them: nouns (config, template, layout, network, limit) and verbs (create, start,
/// stop).
@org.jspecify.annotations.NullMarked
module org.vezere.engine {
    requires static org.jspecify;
    requires transitive org.vezere.linux;
    requires transitive org.vezere.model;
    requires org.apache.commons.compress;
    requires aircompressor.v3;
    requires org.tukaani.xz;
    requires jdk.unsupported;

    exports org.vezere.engine.config;
    exports org.vezere.engine.doctor;
    exports org.vezere.engine.files;
    exports org.vezere.engine.layout;
    exports org.vezere.engine.lifecycle;
    exports org.vezere.engine.limit;
    exports org.vezere.engine.network;
    exports org.vezere.engine.node;
    exports org.vezere.engine.service;
    exports org.vezere.engine.setup;
    exports org.vezere.engine.template;
}
