/// What Vezere writes into the files of a VE: host name, name servers, and how the VE's own network programs are
/// told to leave venet alone.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.distribution;
