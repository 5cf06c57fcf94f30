/// `vzlist`: fields, sorting, filters, the table and its JSON, byte for byte as clients parse them.
@org.jspecify.annotations.NullMarked
package org.vezere.cli.vzlist;
