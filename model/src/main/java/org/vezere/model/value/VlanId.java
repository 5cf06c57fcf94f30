package org.vezere.model.value;

/// Numbers of VLANs (IEEE 802.1Q).
public final class VlanId {
    /// The largest; 4095 is reserved.
    public static final int MOST = 4094;

    private VlanId() {}

    /// Reads the number of a VLAN as people write it.
    ///
    /// @throws BadValueException when it is none
    public static Integer parse(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new BadValueException("a VLAN from 1 to " + MOST);
        }
        return checked(Integer.parseInt(text));
    }

    /// A number that is one of a VLAN.
    ///
    /// @throws BadValueException when it is none
    public static Integer checked(int id) {
        if (id < 1 || id > MOST) {
            throw new BadValueException("a VLAN from 1 to " + MOST);
        }
        return id;
    }
}
