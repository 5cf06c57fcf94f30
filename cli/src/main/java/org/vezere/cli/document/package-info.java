/// Man pages and shell completion, printed from the same tables that the commands are parsed with.
@org.jspecify.annotations.NullMarked
package org.vezere.cli.document;
