/// What a VE is: numbers, sizes, limits, states, parameters, events and failures, as records and sealed types.
@org.jspecify.annotations.NullMarked
module org.vezere.model {
    requires static org.jspecify;

    exports org.vezere.model;
    exports org.vezere.model.parameter;
    exports org.vezere.model.value;
}
