package org.vezere.engine.template;

/// The releases of Debian that templates are built of.
enum DebianRelease {
    DEBIAN_12("debian-12", "bookworm"),
    DEBIAN_13("debian-13", "trixie");

    private final String template;
    private final String codename;

    DebianRelease(String template, String codename) {
        this.template = template;
        this.codename = codename;
    }

    /// The template's name.
    String template() {
        return template;
    }

    /// The suite's name in a mirror.
    String codename() {
        return codename;
    }
}
