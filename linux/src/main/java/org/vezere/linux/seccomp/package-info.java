/// System calls that a VE may not make, compiled to a filter by libseccomp.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.seccomp;
