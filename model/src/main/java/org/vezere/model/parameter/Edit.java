package org.vezere.model.parameter;

/// What an option does to the value that its parameter has.
public enum Edit {
    /// It takes its place; of several the last one counts.
    REPLACE,
    /// All of one command together take its place.
    COLLECT,
    /// It is added to the list; what is in it already moves to the end.
    ADD,
    /// It is taken out of the list; `all` empties it.
    REMOVE,
    /// Each thing it names takes the place of the same thing; the others stay.
    MERGE,
    /// It changes one part of one element, which another option (`--ifname`) names.
    ADJUST,
    /// Nothing is stored.
    NONE
}
