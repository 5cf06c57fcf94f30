/// The kernel's parameters below `/proc/sys`.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.sysctl;
