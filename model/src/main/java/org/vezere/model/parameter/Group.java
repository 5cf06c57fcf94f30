package org.vezere.model.parameter;

/// Parameters that belong together, in the order in which help and documentation show them.
public enum Group {
    START("Start and stop"),
    IDENTITY("Name and origin"),
    NETWORK("Network"),
    MEMORY("Memory and swap"),
    BEANCOUNTERS("Beancounters"),
    CPU("CPU"),
    DISK("Disk"),
    IO("Input and output"),
    DEVICES("Devices"),
    SECURITY("Privileges and kernel features"),
    COMMAND("How the command works"),
    NODE("The node (vz.conf only)");

    private final String title;

    Group(String title) {
        this.title = title;
    }

    /// Words for a heading.
    public String title() {
        return title;
    }
}
