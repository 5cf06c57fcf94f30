package org.vezere.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/// A shared library, loaded for as long as the process lives.
public final class CLibrary {
    private final SymbolLookup lookup;

    private CLibrary(SymbolLookup lookup) {
        this.lookup = lookup;
    }

    /// Loads a library by the name that the dynamic linker knows, such as `libseccomp.so.2`; empty when the
    /// machine
    /// does
    /// not have it.
    public static Optional<CLibrary> load(String soname) {
        try {
            return Optional.of(new CLibrary(SymbolLookup.libraryLookup(soname, Arena.global())));
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    /// A function of this library.
    ///
    /// @throws java.util.NoSuchElementException when this version of the library does not have it
    public CFunction function(String name) {
        return CFunction.at(lookup.findOrThrow(name));
    }
}
