/// The only place that touches `java.lang.foreign`: C functions by their C names, and raw memory.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.ffi;
