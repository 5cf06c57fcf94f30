/// The process vzd.
@org.jspecify.annotations.NullMarked
package org.vezere.daemon;
