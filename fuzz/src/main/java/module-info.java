import org.jspecify.annotations.NullMarked;

/// Broken input for the tests of other rooms; nothing of it is shipped.
@NullMarked
module org.vezere.fuzz {
    requires static org.jspecify;
    requires jdk.management;

    exports org.vezere.fuzz;
}
