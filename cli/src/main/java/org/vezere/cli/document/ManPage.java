package org.vezere.cli.document;

import java.util.Locale;
import org.vezere.cli.option.Option;
import org.vezere.model.Version;

/// A manual page in the making, in the macros of man(7).
final class ManPage {
    private final String file;
    private final StringBuilder text = new StringBuilder();

    /// @param name of the page
    /// @param section of the manual
    /// @param summary a phrase for whatis(1)
    ManPage(String name, int section, String summary) {
        file = name + "." + section;
        text.append(".TH \"")
                .append(escape(name.toUpperCase(Locale.ROOT)))
                .append("\" \"")
                .append(section)
                .append("\" \"\" \"Vezere ")
                .append(escape(Version.text()))
                .append("\" \"Vezere\"\n");
        section("NAME");
        text.append(escape(name)).append(" \\- ").append(escape(summary)).append('\n');
    }

    /// The name of the page's file.
    String file() {
        return file;
    }

    /// Begins a section.
    ManPage section(String title) {
        text.append(".SH \"").append(escape(title)).append("\"\n");
        return this;
    }

    /// Begins a part of a section.
    ManPage part(String title) {
        text.append(".SS \"").append(escape(title)).append("\"\n");
        return this;
    }

    /// A paragraph.
    ManPage paragraph(String words) {
        text.append(".PP\n").append(escape(words)).append('\n');
        return this;
    }

    /// A line that is typed as it stands.
    ManPage synopsis(String words) {
        text.append(".PP\n.B ").append(escape(words)).append('\n');
        return this;
    }

    /// A term and what it means.
    ManPage term(String term, String words) {
        text.append(".TP\n.B ")
                .append(escape(term))
                .append('\n')
                .append(escape(words))
                .append('\n');
        return this;
    }

    /// An option.
    ManPage option(Option option) {
        StringBuilder names = new StringBuilder(option.usage());
        option.aliases().forEach(alias -> names.append(", --").append(alias));
        return term(names.toString(), option.help() + ".");
    }

    String text() {
        return text.toString();
    }

    /// Text that means itself: no escapes, no macros at the start of a line, dashes that can be copied.
    static String escape(String words) {
        String line = words.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\"", "\\(dq")
                .replace('\n', ' ');
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }
}
