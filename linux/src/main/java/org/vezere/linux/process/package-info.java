/// Processes: spawning the keeper, talking with it, watching and signalling processes, descriptors as streams.
package org.vezere.linux.process;
