/// Feeds parsers with mutations of valid input, and tells which input broke them.
package org.vezere.fuzz;
