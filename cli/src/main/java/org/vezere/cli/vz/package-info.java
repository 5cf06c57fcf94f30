/// `vz`: what OpenVZ's tools have no command for: templates, events, what the kernel can do, preparing the machine.
@org.jspecify.annotations.NullMarked
package org.vezere.cli.vz;
