package org.vezere.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// One place that apt gets binary packages from: `man 5 sources.list`.
///
/// @param uri the archive's address, without a slash at its end
/// @param suite release, or release with `-updates`, `-security` ...
/// @param components `main`, `contrib` ...
record AptSource(String uri, String suite, Set<String> components) {
    AptSource {
        uri = uri.replaceAll("/+$", "");
        components = Set.copyOf(components);
    }

    /// Reads a file of lines `deb [options] uri suite components...`.
    static List<AptSource> fromLines(String text) {
        List<AptSource> sources = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String plain =
                    line.replaceFirst("#.*", "").replaceFirst("\\[[^]]*]", " ").strip();
            String[] fields = plain.split("\\s+");
            if (fields.length > 3 && fields[0].equals("deb")) {
                sources.add(new AptSource(
                        fields[1], fields[2], Set.copyOf(Arrays.asList(fields).subList(3, fields.length))));
            }
        }
        return sources;
    }

    /// Reads a file of deb822 stanzas, as Debian 12 and newer have it.
    static List<AptSource> fromStanzas(String text) {
        List<AptSource> sources = new ArrayList<>();
        for (String stanza : text.split("\\R[ \\t]*\\R", -1)) {
            sources.addAll(fromStanza(fields(stanza)));
        }
        return sources;
    }

    private static List<AptSource> fromStanza(Map<String, String> fields) {
        boolean wanted = words(fields, "types").contains("deb")
                && !fields.getOrDefault("enabled", "yes").strip().equalsIgnoreCase("no");
        if (!wanted) {
            return List.of();
        }
        List<AptSource> sources = new ArrayList<>();
        for (String uri : words(fields, "uris")) {
            for (String suite : words(fields, "suites")) {
                sources.add(new AptSource(uri, suite, Set.copyOf(words(fields, "components"))));
            }
        }
        return sources;
    }

    private static Map<String, String> fields(String stanza) {
        Map<String, String> fields = new HashMap<>();
        String field = "";
        for (String line : stanza.lines().filter(it -> !it.startsWith("#")).toList()) {
            int colon = line.indexOf(':');
            if (Character.isWhitespace(line.isEmpty() ? 'x' : line.charAt(0))) {
                fields.merge(field, line, (first, more) -> first + " " + more);
            } else if (colon > 0) {
                field = line.substring(0, colon).toLowerCase(Locale.ROOT);
                fields.put(field, line.substring(colon + 1));
            }
        }
        return fields;
    }

    private static List<String> words(Map<String, String> fields, String field) {
        String value = fields.getOrDefault(field, "").strip();
        return value.isEmpty()
                ? List.of()
                : Arrays.stream(value.split("\\s+")).distinct().toList();
    }
}
