package org.vezere.linux.mount;

import java.util.List;
import org.vezere.linux.KernelFile;

/// Which ids outside the ids of a user namespace stand for: `user_namespaces(7)`.
public record IdMap(List<IdRange> users, List<IdRange> groups) {

    public IdMap {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    /// The same range for users and groups, beginning with 0 inside.
    public static IdMap from(long outside, long count) {
        List<IdRange> range = List.of(new IdRange(0, outside, count));
        return new IdMap(range, range);
    }

    /// Gives the map to the user namespace of a process, which must not have one yet.
    ///
    /// @throws org.vezere.linux.KernelException EPERM when it has one, or when ids outside are not ours to give
    public void write(int pid) {
        // In one write each: the kernel takes no second one.
        KernelFile.write("/proc/" + pid + "/uid_map", lines(users));
        KernelFile.write("/proc/" + pid + "/gid_map", lines(groups));
    }

    private static String lines(List<IdRange> ranges) {
        if (ranges.size() == 1) {
            return ranges.getFirst().line();
        }
        StringBuilder lines = new StringBuilder();
        for (IdRange range : ranges) {
            lines.append(range.line());
        }
        return lines.toString();
    }
}
