/// What the running kernel can do, found out by trying: each attempt takes back what it made before it returns, and
/// none of them is ever visible to another process.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.probe;
