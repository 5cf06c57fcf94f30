/// The hardware node: where its files are.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.node;
