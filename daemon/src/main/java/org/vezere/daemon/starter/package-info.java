/// The socket of `vzctl`, `vzlist`, `vzquota` and `vz`: frames, credits and the life of a command
/// (`docs/formats/starter.md`).
@org.jspecify.annotations.NullMarked
package org.vezere.daemon.starter;
