/// The HTTP API on its Unix socket: the table of [org.vezere.api.Routes], answered by a node.
@org.jspecify.annotations.NullMarked
package org.vezere.daemon.http;
