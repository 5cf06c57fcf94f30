/// The starter's protocol, as told in `docs/formats/starter.md`.
@org.jspecify.annotations.NullMarked
package org.vezere.client;
