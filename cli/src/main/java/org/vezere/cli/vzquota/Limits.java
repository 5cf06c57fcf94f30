package org.vezere.cli.vzquota;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.model.ParameterChange;
import org.vezere.model.VeInfo;

/// The limits on a command line of vzquota, and the parameters of the VE that they become.
final class Limits {
    static final String BLOCK_SOFT = "block-softlimit";
    static final String BLOCK_HARD = "block-hardlimit";
    static final String BLOCK_TIME = "block-exptime";
    static final String INODE_SOFT = "inode-softlimit";
    static final String INODE_HARD = "inode-hardlimit";
    static final String INODE_TIME = "inode-exptime";
    static final String UGID = "ugid-limit";

    /// The options themselves.
    static final List<Option> OPTIONS = List.of(
            Option.of(BLOCK_SOFT, 'b', "N", "soft limit in 1-KiB blocks"),
            Option.of(BLOCK_HARD, 'B', "N", "hard limit in 1-KiB blocks"),
            Option.of(BLOCK_TIME, 'e', "TIME", "time above the soft limit of blocks"),
            Option.of(INODE_SOFT, 'i', "N", "soft limit in inodes"),
            Option.of(INODE_HARD, 'I', "N", "hard limit in inodes"),
            Option.of(INODE_TIME, 'n', "TIME", "time above the soft limit of inodes"),
            Option.of(UGID, 'u', "N", "users and groups with quotas inside"),
            Option.of("sub-quotas", 's', "0|1", "quotas of users and groups inside"),
            Option.of("path", 'p', "PATH", "taken and without effect: the VE's files are where its config says"),
            Option.of("config", 'c', "FILE", "taken and without effect: limits are kept in the VE's config"),
            Option.flag("relative", 'R', "taken and without effect"),
            Option.flag("force", 'f', "taken and without effect"));

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})([hdwmy])|\\d{1,9}(:\\d{1,9}){0,3}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final long[] UNITS = {1, 60, 3_600, 86_400};

    private final CommandLine line;

    Limits(CommandLine line) {
        this.line = line;
    }

    /// The changes that the options ask for.
    ///
    /// @param ve fills in the side of a pair that is not given
    List<ParameterChange> changes(VeInfo ve) {
        List<ParameterChange> changes = new ArrayList<>();
        pair(BLOCK_SOFT, BLOCK_HARD, ve.diskSpace())
                .ifPresent(limits -> changes.add(new ParameterChange("diskspace", limits)));
        pair(INODE_SOFT, INODE_HARD, ve.diskInodes())
                .ifPresent(limits -> changes.add(new ParameterChange("diskinodes", limits)));
        time().ifPresent(seconds -> changes.add(new ParameterChange("quotatime", String.valueOf(seconds))));
        line.last(UGID)
                .ifPresent(count -> changes.add(new ParameterChange("quotaugidlimit", String.valueOf(number(count)))));
        return changes;
    }

    /// Refuses a command line without these options.
    void require(String... keys) {
        for (String key : keys) {
            if (!line.has(key)) {
                throw new QuotaException(QuotaException.USAGE, "--" + key + " is needed");
            }
        }
    }

    private Optional<String> pair(String softKey, String hardKey, Optional<VeInfo.DiskUsage> now) {
        if (!line.has(softKey) && !line.has(hardKey)) {
            return Optional.empty();
        }
        long soft = side(softKey, now.map(VeInfo.DiskUsage::soft));
        long hard = side(hardKey, now.map(VeInfo.DiskUsage::hard));
        if (hard < soft) {
            throw new QuotaException(QuotaException.USAGE, "hard limit " + hard + " is below the soft limit " + soft);
        }
        return Optional.of(soft + ":" + hard);
    }

    private long side(String key, Optional<Long> now) {
        return line.last(key)
                .map(Limits::number)
                .or(() -> now)
                .orElseThrow(() -> new QuotaException(
                        QuotaException.USAGE, "--" + key + " is needed: the present limit is not known"));
    }

    /// Both times are one parameter of a VE.
    private Optional<Long> time() {
        Optional<Long> blocks = line.last(BLOCK_TIME).map(Limits::seconds);
        Optional<Long> inodes = line.last(INODE_TIME).map(Limits::seconds);
        if (blocks.isPresent() && inodes.isPresent() && !blocks.equals(inodes)) {
            throw new QuotaException(
                    QuotaException.USAGE,
                    "--" + BLOCK_TIME + " and --" + INODE_TIME + " must be the same: a VE has one");
        }
        return blocks.or(() -> inodes);
    }

    private static long number(String word) {
        if (!NUMBER.matcher(word).matches()) {
            throw new QuotaException(QuotaException.USAGE, "a number expected, not " + word);
        }
        return Long.parseLong(word);
    }

    /// Seconds of `SS`, `MM:SS`, `HH:MM:SS`, `DD:HH:MM:SS`, or `NNx` with x of hours, days, weeks, months, years.
    static long seconds(String word) {
        Matcher matcher = TIME.matcher(word);
        if (!matcher.matches()) {
            throw new QuotaException(QuotaException.USAGE, "a time like 7d or 01:00:00 expected, not " + word);
        }
        if (matcher.group(2) != null) {
            return Long.parseLong(matcher.group(1))
                    * switch (matcher.group(2)) {
                        case "h" -> 3_600L;
                        case "d" -> 86_400L;
                        case "w" -> 7 * 86_400L;
                        case "m" -> 30 * 86_400L;
                        default -> 365 * 86_400L;
                    };
        }
        long seconds = 0;
        String[] fields = word.split(":", -1);
        for (int i = 0; i < fields.length; i++) {
            seconds += Long.parseLong(fields[i]) * UNITS[fields.length - 1 - i];
        }
        return seconds;
    }
}
