/// Processes: spawning the keeper, talking with it, watching and signalling processes, descriptors as streams.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.process;
