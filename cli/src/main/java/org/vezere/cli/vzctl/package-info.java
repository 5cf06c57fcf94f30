/// `vzctl`: one class per command.
@org.jspecify.annotations.NullMarked
package org.vezere.cli.vzctl;
