/// `vzctl`, `vzlist`, `vzquota` and `vz`: parsing, output formats, exit codes.
@org.jspecify.annotations.NullMarked
module org.vezere.cli {
    requires static org.jspecify;
    requires transitive org.vezere.api;
    requires com.google.gson;

    exports org.vezere.cli;
}
