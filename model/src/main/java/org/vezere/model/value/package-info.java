/// The values that parameters take: read strictly from text, written in one canonical form.
///
/// Each type has a `parse` that throws [org.vezere.model.value.BadValueException] with what would have been right, and
/// a
/// text form that `parse` reads back to an equal value.
@org.jspecify.annotations.NullMarked
package org.vezere.model.value;
