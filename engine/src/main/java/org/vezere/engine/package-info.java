/// A hardware node and its VEs.
@org.jspecify.annotations.NullMarked
package org.vezere.engine;
