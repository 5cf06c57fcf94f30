/// The log of the node: what the reference's `vzctl.log` looks like, written by vzd.
@org.jspecify.annotations.NullMarked
package org.vezere.daemon.log;
