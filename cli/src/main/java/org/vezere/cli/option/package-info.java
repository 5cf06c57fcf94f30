/// Options as rows of a table, and command lines read with them as getopt_long(3) reads them.
@org.jspecify.annotations.NullMarked
package org.vezere.cli.option;
