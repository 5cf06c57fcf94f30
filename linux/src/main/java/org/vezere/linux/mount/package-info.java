/// Mounts by descriptor, what is mounted, and the ids that mounts and user namespaces show.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.mount;
