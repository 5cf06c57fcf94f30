package org.vezere.linux.plan;

/// A descriptor whose number is known when the plan is made.
///
/// @param number in the process that executes the plan
/// @param name what it is, for people
public record NumberedDescriptor(int number, String name) implements Descriptor {

    @Override
    public int kind() {
        return 0;
    }

    @Override
    public long word() {
        return number;
    }

    /// The path by which the process itself reaches the file, for interfaces that take strings only.
    public String procPath() {
        return "/proc/self/fd/" + number;
    }

    @Override
    public String words() {
        return name;
    }
}
