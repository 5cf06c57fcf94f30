package org.vezere.engine.lifecycle;

import java.util.List;

/// A device that VEs share with VE0: a node of VE0's `/dev`, bound into the VE's.
///
/// @param name below `/dev`
/// @param major must be the number of the node on VE0, which is checked before it is bound
/// @param minor likewise
public record DeviceNode(String name, int major, int minor) {
    /// The device that masks files of proc, and swallows what is written to it.
    public static final DeviceNode NULL = new DeviceNode("null", 1, 3);

    /// What every VE has.
    public static final List<DeviceNode> COMMON = List.of(
            NULL,
            new DeviceNode("zero", 1, 5),
            new DeviceNode("full", 1, 7),
            new DeviceNode("random", 1, 8),
            new DeviceNode("urandom", 1, 9),
            new DeviceNode("tty", 5, 0));
}
