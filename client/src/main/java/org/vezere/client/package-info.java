/// The starter in Java.
@org.jspecify.annotations.NullMarked
package org.vezere.client;
