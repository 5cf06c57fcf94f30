package org.vezere.engine.setup;

import java.util.OptionalLong;

/// What VEs ask of one sysctl of the machine.
public sealed interface Demand {
    /// How much more than an ordinary VE needs is made room for, since VEs are not all ordinary.
    int HEADROOM = 4;

    /// The file below `/proc/sys`, such as `kernel/pid_max`.
    String key();

    /// What runs out, in words.
    String what();

    /// The value that is good for a number of VEs; a machine that has more keeps it.
    long wanted(int ves);

    /// The key as `sysctl` and its files write it.
    default String dotted() {
        return dotted(key());
    }

    /// The form with dots, which stand for slashes and the reverse (`man 8 sysctl`).
    static String dotted(String key) {
        StringBuilder dotted = new StringBuilder(key);
        for (int at = 0; at < key.length(); at++) {
            char character = key.charAt(at);
            if (character == '/') {
                dotted.setCharAt(at, '.');
            } else if (character == '.') {
                dotted.setCharAt(at, '/');
            }
        }
        return dotted.toString();
    }

    /// One stock for all VEs and VE0 together.
    ///
    /// @param base what VE0 needs for itself
    /// @param each what an ordinary VE takes
    /// @param most the largest value that the kernel takes
    record Shared(String key, String what, long base, long each, long most) implements Demand {
        @Override
        public long wanted(int ves) {
            return Math.min(most, base + HEADROOM * each * ves);
        }

        /// How many ordinary VEs fit; what a machine says is "as many as you like" is kept below 2^31.
        public long fits(long value) {
            return Math.clamp((value - base) / each, 0, Integer.MAX_VALUE);
        }
    }

    /// Where the kernel begins to tidy up; it costs time when it is too low, but nothing is refused.
    ///
    /// @param base what VE0 needs for itself
    /// @param each what an ordinary VE takes
    record Threshold(String key, String what, long base, long each) implements Demand {
        @Override
        public long wanted(int ves) {
            return base + HEADROOM * each * ves;
        }
    }

    /// A bound on each account or process: VEs do not share it, because each has user ids of its own.
    ///
    /// @param enough what an ordinary VE can live with
    /// @param comfortable what a busy one wants, with containers of its own
    record Each(String key, String what, long enough, long comfortable) implements Demand {
        @Override
        public long wanted(int ves) {
            return comfortable;
        }
    }

    /// Something that is on (1) or off (0).
    record Switch(String key, String what) implements Demand {
        @Override
        public long wanted(int ves) {
            return 1;
        }
    }

    /// What a value lacks for a number of VEs: the value to be set, or nothing when it is good.
    default OptionalLong missing(long value, int ves) {
        long wanted = wanted(ves);
        return value < wanted ? OptionalLong.of(wanted) : OptionalLong.empty();
    }
}
