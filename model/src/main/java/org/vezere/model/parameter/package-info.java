/// The one table of parameters: what a VE and a node can be told, by option, by config key and by kind of value.
///
/// Command lines, config files, API, documentation and completion are all read and printed from
/// [org.vezere.model.parameter.Parameter].
@org.jspecify.annotations.NullMarked
package org.vezere.model.parameter;
