package org.vezere.linux.ffi;

/// The processor families that Vezere runs on: numbers of system calls and some flags differ between them.
public enum Architecture {
    X86_64,
    AARCH64;

    /// The one that this program runs on. On any other the class does not load.
    public static final Architecture CURRENT = of(System.getProperty("os.arch"));

    static Architecture of(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                throw new UnsupportedOperationException(
                        "Vezere runs on x86-64 and 64-bit ARM, not on " + name + " (system property os.arch)");
        };
    }

    /// Picks the number that holds here.
    public static int pick(int x86, int arm) {
        return CURRENT == X86_64 ? x86 : arm;
    }
}
