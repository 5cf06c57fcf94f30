/// Files of VE0 that belong to Vezere: written whole or not at all, deleted without following links, within the
/// free space there is.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.files;
