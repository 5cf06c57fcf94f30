/// The contract between a node and those who ask it: requests, answers, their JSON, and the OpenAPI document.
@org.jspecify.annotations.NullMarked
module org.vezere.api {
    requires static org.jspecify;
    requires transitive org.vezere.model;
    requires transitive com.google.gson;

    exports org.vezere.api;
}
