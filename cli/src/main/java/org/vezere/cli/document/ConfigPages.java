package org.vezere.cli.document;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vezere.model.parameter.Applies;
import org.vezere.model.parameter.Group;
import org.vezere.model.parameter.Option;
import org.vezere.model.parameter.Parameter;

/// The pages of the config files, section 5, from the table of parameters.
final class ConfigPages {
    private static final String SYNTAX =
            "One KEY=\"value\" per line; # begins a comment. The file is valid sh and may be "
                    + "sourced. Keys that are not known are kept, and so are comments and the order of lines.";

    private ConfigPages() {}

    static List<ManPage> all() {
        ManPage ve = new ManPage("ctid.conf", 5, "config of a VE")
                .section("DESCRIPTION")
                .paragraph(
                        "/etc/vz/conf/CTID.conf says what a VE is. vzctl(8) set --save writes it. What it does not say "
                                + "is taken from vz.conf(5).")
                .paragraph(SYNTAX);
        ManPage node = new ManPage("vz.conf", 5, "config of a node, and what its VEs have in common")
                .section("DESCRIPTION")
                .paragraph(
                        "/etc/vz/vz.conf says how the node works. Every key of ctid.conf(5) may stand there too and holds "
                                + "for all VEs that do not say otherwise.")
                .paragraph(SYNTAX);
        for (Group group : Group.values()) {
            List<Parameter> keys = Arrays.stream(Parameter.values())
                    .filter(parameter ->
                            parameter.group() == group && parameter.key().isPresent())
                    .toList();
            if (!keys.isEmpty()) {
                ManPage page = group == Group.NODE ? node : ve;
                page.section(group.title());
                keys.forEach(key -> describe(page, key));
            }
        }
        ve.section("SEE ALSO").paragraph("vzctl(8), vz.conf(5)");
        node.section("SEE ALSO").paragraph("vzctl(8), ctid.conf(5)");
        return List.of(node, ve);
    }

    private static void describe(ManPage page, Parameter parameter) {
        StringBuilder words = new StringBuilder(CommandPages.sentence(parameter.help()));
        parameter
                .defaultText()
                .ifPresent(text -> words.append(" Default: ").append(text).append('.'));
        if (!parameter.options().isEmpty()) {
            words.append(" Changed by ")
                    .append(parameter.options().stream()
                            .map(Option::name)
                            .map(name -> "--" + name)
                            .collect(Collectors.joining(", ")))
                    .append(when(parameter.applies()));
        }
        page.term(parameter.name() + "=\"" + parameter.kind().syntax() + "\"", words.toString());
    }

    private static String when(Applies applies) {
        return switch (applies) {
            case LIVE -> ", at once.";
            case STOPPED -> ", not while the VE runs.";
            case SAVED, NEEDS_SAVE -> ", for the next start or event that looks at it.";
            case NEVER_SAVED, COMMAND, NODE, IGNORED -> ".";
        };
    }
}
