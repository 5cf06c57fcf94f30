package org.vezere.engine.doctor;

import org.vezere.model.Finding;
import org.vezere.model.Finding.State;

/// How many ordinary VEs a limit of the machine leaves room for.
///
/// @param what runs out
/// @param fits number of VEs
/// @param words the limit with its value, and what a VE takes of it
/// @param remedy how to get more
record Room(String what, long fits, String words, String remedy) implements Comparable<Room> {
    static final String TITLE = "room for VEs: ";

    Finding finding(int wanted) {
        boolean enough = fits >= wanted;
        return new Finding(
                TITLE + what,
                enough ? State.PRESENT : State.PARTIAL,
                fits + " fit (" + words + ")",
                "further VEs do not start, or run out of this in the middle of their work",
                enough ? "" : remedy);
    }

    @Override
    public int compareTo(Room other) {
        return Long.compare(fits, other.fits);
    }
}
