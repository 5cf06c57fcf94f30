package org.vezere.linux.cgroup;

import java.util.Arrays;
import java.util.List;

/// All that a group may do with devices; what no rule allows is refused.
///
/// @param rules in any order
public record DevicePolicy(List<DeviceRule> rules) {
    public DevicePolicy {
        rules = List.copyOf(rules);
    }

    /// From rules in their written form.
    public static DevicePolicy of(String... rules) {
        return new DevicePolicy(Arrays.stream(rules).map(DeviceRule::parse).toList());
    }
}
