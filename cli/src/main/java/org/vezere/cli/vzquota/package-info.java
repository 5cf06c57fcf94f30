/// `vzquota`: what is used and allowed of a VE's disk, in the words of OpenVZ's tool. The size of an image is the
/// quota;
/// it is on whenever the image is mounted.
@org.jspecify.annotations.NullMarked
package org.vezere.cli.vzquota;
