/// The node that vzd serves: the engine behind the interface of the API.
@org.jspecify.annotations.NullMarked
package org.vezere.daemon.node;
