/// Files in trees that are not trusted: reached by descriptors, never by following what lies in them.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.path;
