package org.vezere.cli.document;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vezere.cli.vz.Vz;
import org.vezere.cli.vzctl.Commands;
import org.vezere.cli.vzctl.Usage;
import org.vezere.cli.vzctl.Vzctl;
import org.vezere.cli.vzlist.Field;
import org.vezere.cli.vzlist.Fields;
import org.vezere.cli.vzlist.Vzlist;
import org.vezere.cli.vzquota.Vzquota;
import org.vezere.model.FailureKind;

/// The pages of the commands, section 8.
final class CommandPages {
    private CommandPages() {}

    static List<ManPage> all() {
        return List.of(vzctl(), vzlist(), vzquota(), vz());
    }

    private static ManPage vzctl() {
        ManPage page = new ManPage("vzctl", 8, "control VEs, complete Linux systems on one kernel")
                .section("SYNOPSIS")
                .synopsis("vzctl [--quiet] [--verbose] [--skiplock] COMMAND CTID|NAME [options]")
                .section("DESCRIPTION")
                .paragraph(
                        "vzctl makes, changes, starts, stops, enters and destroys VEs. A VE is told by its number or, "
                                + "once it has one, by its name. Long options may be cut short as long as they are unambiguous.")
                .section("OPTIONS");
        Vzctl.OPTIONS.forEach(page::option);
        page.section("COMMANDS");
        for (Usage usage : Commands.usages()) {
            page.part(String.join(" | ", usage.names()) + " " + usage.synopsis());
            page.paragraph(sentence(usage.summary()));
            usage.options().forEach(page::option);
        }
        page.section("EXIT STATUS").term("0", "success");
        exitCodes().forEach((code, words) -> page.term(String.valueOf(code), words));
        return page.section("SEE ALSO").paragraph("vzlist(8), vzquota(8), vz(8), ctid.conf(5), vz.conf(5)");
    }

    private static ManPage vzlist() {
        ManPage page = new ManPage("vzlist", 8, "list VEs")
                .section("SYNOPSIS")
                .synopsis("vzlist [options] [CTID|NAME ...]")
                .section("DESCRIPTION")
                .paragraph(
                        "vzlist prints running VEs, or those that are named or that the options choose, as a table or "
                                + "as JSON. A value that is not known is printed as a dash.")
                .section("OPTIONS");
        Vzlist.OPTIONS.forEach(page::option);
        page.section("FIELDS")
                .paragraph(
                        "Of a beancounter, .m is the most ever held, .b the barrier, .l the limit and .f the number of "
                                + "refusals; of a disk, .s is the soft and .h the hard limit.");
        for (Field field : Fields.all()) {
            if (field.inJson()) {
                page.term(field.name(), "Header " + field.header() + ".");
            }
        }
        return page.section("EXIT STATUS")
                .term("0", "success")
                .term("1", "a bad option, not root, or none of the VEs that were named exists")
                .section("SEE ALSO")
                .paragraph("vzctl(8)");
    }

    private static ManPage vzquota() {
        ManPage page = new ManPage("vzquota", 8, "show and change disk limits of VEs")
                .section("SYNOPSIS")
                .synopsis("vzquota [options] COMMAND CTID [command options]")
                .section("DESCRIPTION")
                .paragraph(
                        "The size of a VE's image is its quota, which is on whenever the image is mounted. vzquota shows "
                                + "and changes it in the words of OpenVZ's tool.")
                .section("OPTIONS");
        Vzquota.OPTIONS.forEach(page::option);
        page.section("COMMANDS");
        Vzquota.entries().forEach(entry -> {
            page.part(entry.name()).paragraph(sentence(entry.summary()));
            entry.options().forEach(page::option);
        });
        return page.section("EXIT STATUS")
                .term("0", "success")
                .term("1", "system error")
                .term("2", "bad command line")
                .term("3", "refused, because the quota is the size of the image")
                .term("5", "the quota is on")
                .term("6", "the quota is off")
                .term("9", "there are no quotas of users and groups")
                .term("11", "no such VE, or its use is not known")
                .section("SEE ALSO")
                .paragraph("vzctl(8)");
    }

    private static ManPage vz() {
        ManPage page = new ManPage("vz", 8, "templates, events and the node itself")
                .section("SYNOPSIS")
                .synopsis("vz COMMAND [options]")
                .section("DESCRIPTION")
                .paragraph("vz does what OpenVZ's tools have no command for. With --json the same record is printed as "
                        + "JSON; commands that take time print a line of JSON for each thing they tell, the last of "
                        + "which says how they ended.")
                .section("COMMANDS");
        Vz.entries().forEach(entry -> {
            page.part(entry.name() + " " + String.join(" ", entry.operands())).paragraph(sentence(entry.summary()));
            entry.options().forEach(page::option);
        });
        return page.section("EXIT STATUS")
                .paragraph("Those of vzctl(8).")
                .section("SEE ALSO")
                .paragraph("vzctl(8), vzlist(8)");
    }

    private static Map<Integer, String> exitCodes() {
        return Arrays.stream(FailureKind.values())
                .collect(Collectors.groupingBy(
                        FailureKind::exitCode,
                        TreeMap::new,
                        Collectors.mapping(
                                kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                Collectors.joining(", "))));
    }

    static String sentence(String phrase) {
        return phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1) + ".";
    }
}
