package org.vezere.model.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a device sits on the PCI buses of VE0.
public record PciAddress(int domain, int bus, int slot, int function) {
    private static final Pattern FORM =
            Pattern.compile("(?:([0-9A-Fa-f]{1,8}):)?([0-9A-Fa-f]{1,2}):([01]?[0-9A-Fa-f])\\.([0-7])");

    /// Reads `[DOMAIN:]BUS:SLOT.FUNCTION`, hexadecimal, as `lspci` prints it.
    ///
    /// @throws BadValueException when the text is no such address
    public static PciAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BadValueException("[DOMAIN:]BUS:SLOT.FUNCTION in hexadecimal, such as 0000:01:00.0");
        }
        return new PciAddress(
                form.group(1) == null ? 0 : Integer.parseUnsignedInt(form.group(1), 16),
                Integer.parseInt(form.group(2), 16),
                Integer.parseInt(form.group(3), 16),
                Integer.parseInt(form.group(4)));
    }

    /// The form that is saved, as `/sys/bus/pci/devices` names it.
    @Override
    public String toString() {
        return "%04x:%02x:%02x.%d".formatted(domain, bus, slot, function);
    }
}
