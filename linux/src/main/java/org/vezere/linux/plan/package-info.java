/// What a process of a VE has to do before it executes its program, as data.
///
/// A [org.vezere.linux.plan.PlanBuilder] collects typed operations in two parts, those of the keeper and those
/// of its
/// child; the [org.vezere.linux.plan.Plan] is the bytes that the keeper reads (`docs/formats/keeper.md`), and
/// the
/// same
/// operations in words. Nothing here calls the kernel.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.plan;
