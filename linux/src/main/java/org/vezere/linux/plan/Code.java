package org.vezere.linux.plan;

/// What kind of operation the keeper executes.
enum Code {
    SYSCALL(1),
    GO(2),
    SEND(3),
    EXPECT_DEVICE(4),
    KEEP_CONSOLE(5);

    private final int number;

    Code(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
