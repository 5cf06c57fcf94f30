/// The machine around the node: what its kernel offers, what VEs ask of its limits, and `vz setup`, which raises
/// them.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.setup;
