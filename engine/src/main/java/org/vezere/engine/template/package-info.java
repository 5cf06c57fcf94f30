/// OS templates: archives in the cache, how they come there (built or imported), and the layers they are
/// unpacked into.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.template;
