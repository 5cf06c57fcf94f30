/// Configs of the node and its VEs: reading, changing and saving them without disturbing what others wrote, and what
/// lies beside them (samples, names, locks, scripts).
@org.jspecify.annotations.NullMarked
package org.vezere.engine.config;
