package org.vezere.api;

/// What `vz setup` is asked for.
///
/// @param ves number of VEs that the machine is prepared for
/// @param undo take back what an earlier setup changed
public record SetupRequest(int ves, boolean undo) {
    public SetupRequest {
        if (ves < 1 || ves > 100_000) {
            throw new IllegalArgumentException("ves is 1 to 100000, not " + ves);
        }
    }
}
