/// The words of Vezere as types: a VE's number, sizes, limits, states, notices and failures.
@org.jspecify.annotations.NullMarked
package org.vezere.model;
