package org.vezere.model;

/// One option of `set` or `create` with its value, as written by the user.
///
/// @param option the long option's name without dashes, as in the table of parameters
/// @param value the value, unparsed
public record ParameterChange(String option, String value) {}
