/// What a VE may use and what it does use: the parameters of a config as files of its control group, and
/// beancounters read back from there.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.limit;
