package org.vezere.cli.vzquota;

import java.util.List;
import java.util.Locale;
import org.vezere.cli.option.Option;
import org.vezere.model.VeInfo;

/// `vzquota stat` and `vzquota show`: what is used and allowed.
final class Show implements QuotaCommand {
    private static final long GRACE = 259_200;

    private final boolean live;

    /// @param live of a mounted image (`stat`), or of any (`show`)
    Show(boolean live) {
        this.live = live;
    }

    @Override
    public String name() {
        return live ? "stat" : "show";
    }

    @Override
    public String summary() {
        return live ? "show use and limits of a mounted VE" : "show last known use and limits";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.flag("user-group", 't', "users and groups too"),
                Option.of("config", 'c', "FILE", "taken and without effect: limits are kept in the VE's config"),
                Option.flag("force", 'f', "taken and without effect"));
    }

    @Override
    public int run(QuotaRequest request) {
        VeInfo ve = request.ve();
        boolean on = QuotaRequest.on(ve);
        if (live && !on) {
            throw new QuotaException(
                    QuotaException.NOT_RUNNING, "Quota accounting is off, try vzquota show " + request.ctid());
        }
        if (!live && on) {
            request.warn("Quota is running, so data reported from quota file may not reflect current values");
        }
        VeInfo.DiskUsage space = known(ve.diskSpace(), request);
        VeInfo.DiskUsage inodes = known(ve.diskInodes(), request);
        if (request.brief()) {
            long grace = grace(ve);
            request.printer().text(brief(space, grace) + brief(inodes, grace));
        } else {
            request.printer()
                    .text(String.format(
                                    Locale.ROOT,
                                    "%11s %14s  %14s %14s %8s%n",
                                    "resource",
                                    "usage",
                                    "softlimit",
                                    "hardlimit",
                                    "grace")
                            + row("1k-blocks", space)
                            + row("inodes", inodes));
        }
        if (!request.line().has("user-group")) {
            return 0;
        }
        request.printer().text("""
                User/group quota: off,inactive
                Ugids: loaded 0, total 0, limit 0
                Ugid limit was exceeded: no
                """);
        return QuotaException.UGID_INACTIVE;
    }

    private static VeInfo.DiskUsage known(java.util.Optional<VeInfo.DiskUsage> usage, QuotaRequest request) {
        return usage.orElseThrow(() ->
                new QuotaException(QuotaException.NO_FILE, "the disk use of VE " + request.ctid() + " is not known"));
    }

    private static String row(String resource, VeInfo.DiskUsage disk) {
        boolean over = disk.soft() > 0 && disk.used() > disk.soft();
        return String.format(
                Locale.ROOT,
                "%11s %14d%s %14d %14d %8s%n",
                resource,
                disk.used(),
                over ? "*" : " ",
                disk.soft(),
                disk.hard(),
                "");
    }

    private static String brief(VeInfo.DiskUsage disk, long grace) {
        return String.format(
                Locale.ROOT, "%14d %14d %14d %14d %14d%n", disk.used(), disk.soft(), disk.hard(), 0, grace);
    }

    private static long grace(VeInfo ve) {
        try {
            return Long.parseLong(ve.config().getOrDefault("QUOTATIME", String.valueOf(GRACE)));
        } catch (NumberFormatException e) {
            return GRACE;
        }
    }
}
