/// The commands as their users know them.
@org.jspecify.annotations.NullMarked
package org.vezere.cli;
