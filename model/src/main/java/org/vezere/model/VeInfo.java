package org.vezere.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of one VE, for lists.
///
/// @param config the values of its config by key, defaults of vz.conf included, as written there, with `$VEID` replaced
/// @param addresses the real ones of a running VE, else the configured ones
/// @param counters beancounters by lower-case name; held values are empty for a stopped VE
/// @param initPid process id of its init on VE0
/// @param traffic what has passed each of its interfaces since its start, by their names inside
public record VeInfo(
        Ctid ctid,
        State state,
        Map<String, String> config,
        List<String> addresses,
        Map<String, Counter> counters,
        Optional<DiskUsage> diskSpace,
        Optional<DiskUsage> diskInodes,
        Optional<List<Double>> loadAverage,
        Optional<Duration> uptime,
        Optional<Integer> initPid,
        Map<String, Traffic> traffic) {
    public VeInfo {
        config = Map.copyOf(config);
        addresses = List.copyOf(addresses);
        counters = Map.copyOf(counters);
        traffic = Map.copyOf(traffic);
    }

    /// What `vzlist` prints as STATUS, in lower case.
    public enum State {
        RUNNING,
        STOPPED,
        MOUNTED,
        SUSPENDED
    }

    /// Parts of the record that cost system calls per VE.
    public enum Part {
        COUNTERS,
        /// Of the counters only `numproc`, which costs a hundredth.
        PROCESSES,
        DISK,
        LOAD,
        UPTIME,
        TRAFFIC
    }

    /// A beancounter; [Long#MAX_VALUE] is unlimited.
    public record Counter(long held, long maxHeld, long barrier, long limit, long failures) {}

    /// What has passed an interface, as the VE sees it, headers included.
    public record Traffic(long bytesIn, long packetsIn, long bytesOut, long packetsOut) {
        /// Both together.
        public Traffic plus(Traffic other) {
            return new Traffic(
                    bytesIn + other.bytesIn,
                    packetsIn + other.packetsIn,
                    bytesOut + other.bytesOut,
                    packetsOut + other.packetsOut);
        }
    }

    /// Use of a disk in KiB, or of inodes.
    public record DiskUsage(long used, long soft, long hard) {}
}
