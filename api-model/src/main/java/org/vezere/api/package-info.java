/// What can be asked of a node and what it answers.
@org.jspecify.annotations.NullMarked
package org.vezere.api;
