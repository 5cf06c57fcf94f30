/// Networks of VEs: venet, the layer-3 link that every VE can have, and the rules against forged addresses.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.network;
