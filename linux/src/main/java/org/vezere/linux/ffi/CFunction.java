package org.vezere.linux.ffi;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A function of the C library or of another shared library, called with integers and addresses.
///
/// At most seven arguments, all of integer or pointer type. Structures by value and floating point are not
/// possible.
public final class CFunction {
    private final MemorySegment address;

    private CFunction(MemorySegment address) {
        this.address = address;
    }

    /// A function of the C library, or nothing where this C library does not have it.
    public static Optional<CFunction> find(String name) {
        return Linker.nativeLinker().defaultLookup().find(name).map(CFunction::new);
    }

    /// A function of the C library that every C library of the machines we run on has.
    ///
    /// @throws java.util.NoSuchElementException when it does not exist
    public static CFunction of(String name) {
        return new CFunction(Linker.nativeLinker().defaultLookup().findOrThrow(name));
    }

    static CFunction at(MemorySegment address) {
        return new CFunction(address);
    }

    /// Calls it. Where the C type of the result is narrower than 64 bits the upper bits have no meaning.
    public long call(long... arguments) {
        return Libc.invoke(address, arguments);
    }

    /// Calls a function whose C result is an `int`.
    public int callInt(long... arguments) {
        return (int) Libc.invoke(address, arguments);
    }
}
