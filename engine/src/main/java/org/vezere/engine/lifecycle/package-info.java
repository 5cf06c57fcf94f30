/// What is done with VEs, one class per verb, and what a running VE leaves on VE0 while it runs.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.lifecycle;
