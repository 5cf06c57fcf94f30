package org.vezere.linux.ffi;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Strings that C hands out and keeps.
public final class CStrings {
    private CStrings() {}

    /// A copy of the zero-terminated UTF-8 text at an address that a C function returned; empty for NULL.
    public static String at(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address)
                        .reinterpret(Integer.MAX_VALUE)
                        .getString(0, StandardCharsets.UTF_8);
    }
}
