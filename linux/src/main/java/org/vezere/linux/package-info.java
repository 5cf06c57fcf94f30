/// Kernel subjects, typed: descriptors, errnos, processes, mounts, cgroups, links.
@org.jspecify.annotations.NullMarked
package org.vezere.linux;
