package org.vezere.cli.vzctl;

import java.util.ArrayList;
import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.Version;

/// The help of vzctl and of each of its commands.
final class Help {
    private Help() {}

    /// What clients take for the version of OpenVZ's tools.
    static String version() {
        return "vzctl version " + Version.VZCTL;
    }

    /// Begins with the version: libvirt reads it there.
    static String all() {
        StringBuilder text = new StringBuilder(version())
                .append("\nVezere ")
                .append(Version.text())
                .append(", OpenVZ for stock Linux kernels; licensed under the Apache License 2.0\n")
                .append("Usage: vzctl [options] <command> <ctid> [parameters]\n\n")
                .append("Options, before the command:\n");
        Vzctl.OPTIONS.forEach(option -> text.append(row(option.usage(), option.help())));
        text.append("\nCommands:\n");
        for (Usage usage : Commands.usages()) {
            text.append(row(String.join(", ", usage.names()), usage.summary()));
        }
        return text.append("\nvzctl COMMAND --help tells more.\n").toString();
    }

    static String of(Usage usage) {
        StringBuilder text = new StringBuilder("Usage: vzctl [options] ")
                .append(String.join("|", usage.names()))
                .append(' ')
                .append(usage.synopsis())
                .append("\n  ")
                .append(usage.summary())
                .append('\n');
        if (!usage.options().isEmpty()) {
            text.append("\nOptions:\n");
        }
        for (Option option : usage.options()) {
            List<String> names = new ArrayList<>(List.of(option.usage()));
            option.aliases().forEach(alias -> names.add("--" + alias));
            text.append(row(String.join(", ", names), option.help()));
        }
        return text.toString();
    }

    private static String row(String left, String right) {
        return left.length() > 28
                ? "  " + left + "\n" + " ".repeat(32) + right + "\n"
                : "  " + left + " ".repeat(30 - left.length()) + right + "\n";
    }
}
