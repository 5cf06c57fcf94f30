package org.vezere.linux.path;

/// What a name stands for, by the type bits of its mode, `inode(7)`.
public enum FileKind {
    FIFO("a FIFO"),
    CHARACTER_DEVICE("a character device"),
    DIRECTORY("a directory"),
    BLOCK_DEVICE("a block device"),
    REGULAR("a regular file"),
    SYMBOLIC_LINK("a symbolic link"),
    SOCKET("a socket"),
    OTHER("a file of unknown type");

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    /// For people, with an article.
    public String words() {
        return words;
    }

    static FileKind of(int mode) {
        return switch (mode & 0170000) {
            case 0010000 -> FIFO;
            case 0020000 -> CHARACTER_DEVICE;
            case 0040000 -> DIRECTORY;
            case 0060000 -> BLOCK_DEVICE;
            case 0100000 -> REGULAR;
            case 0120000 -> SYMBOLIC_LINK;
            case 0140000 -> SOCKET;
            default -> OTHER;
        };
    }
}
