/// What Vezere writes into the files of a VE: host name, name servers, and how the VE's own network programs are
/// told to leave venet alone.
///
/// Everything goes through one door, [org.vezere.linux.path.ConfinedRoot]: whatever root inside the VE planted
/// where these files are expected, nothing outside of the VE is read or written.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.distribution;
