package org.vezere.linux.plan;

/// An open file as an operation names it: by a number that is known beforehand, or by the register that
/// received it.
public sealed interface Descriptor extends Operand permits Register, NumberedDescriptor {

    /// The current directory (`AT_FDCWD`).
    Descriptor CURRENT_DIRECTORY = new NumberedDescriptor(-100, "cwd");

    /// No descriptor (-1).
    Descriptor NONE = new NumberedDescriptor(-1, "none");

    /// Standard input.
    Descriptor INPUT = new NumberedDescriptor(0, "stdin");

    /// Standard output.
    Descriptor OUTPUT = new NumberedDescriptor(1, "stdout");

    /// Standard error.
    Descriptor ERROR = new NumberedDescriptor(2, "stderr");
}
