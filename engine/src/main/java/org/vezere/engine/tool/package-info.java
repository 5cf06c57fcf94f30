/// Programs of the machine that Vezere runs: `mke2fs`, `tar`, `mmdebstrap`; always with a clean environment.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.tool;
