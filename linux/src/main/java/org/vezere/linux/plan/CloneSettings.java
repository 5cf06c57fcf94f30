package org.vezere.linux.plan;

import java.util.Collection;
import org.vezere.linux.BitFlag;
import org.vezere.linux.CloneFlag;

/// How the keeper clones its child.
///
/// @param flags namespaces that the child gets of its own
/// @param owner effective uid of the keeper while it clones, -1 = unchanged
/// @param cgroup descriptor of the cgroup v2 directory to be born in, -1 = none
record CloneSettings(Collection<CloneFlag> flags, int owner, int cgroup) {

    long flagBits() {
        return BitFlag.of(flags);
    }

    String words() {
        return "clone3(" + BitFlag.words(flags) + (owner == -1 ? "" : ", as uid " + Integer.toUnsignedString(owner))
                + (cgroup == -1 ? "" : ", into the cgroup of descriptor " + cgroup) + ")";
    }
}
