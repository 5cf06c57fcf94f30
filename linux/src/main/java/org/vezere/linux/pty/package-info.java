/// Terminals, `man 4 pty` and `man 2 ioctl_tty`.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.pty;
