/// How the files of a VE are stored, and how they become a filesystem for its start.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.layout;
