package org.vezere.model.value;

import java.util.Locale;

/// Something of the kernel that a VE gets only when asked for.
public enum Feature {
    SYSFS,
    NFS,
    SIT,
    IPIP,
    PPP,
    IPGRE,
    BRIDGE,
    NFSD;

    /// The name in configs and on command lines: lower case.
    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
