/// Images as block devices, ext4 while it is mounted, and free space.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.loop;
