package org.vezere.linux.net;

/// Something that happened to the links or addresses of a network namespace.
public sealed interface LinkEvent {
    /// A link is new or has changed: up, down, name, carrier.
    record Changed(Link link) implements LinkEvent {}

    /// A link is gone.
    record Gone(Link link) implements LinkEvent {}

    /// A link has got an address.
    record AddressAdded(Addresses.Assigned address) implements LinkEvent {}

    /// A link has lost an address.
    record AddressGone(Addresses.Assigned address) implements LinkEvent {}

    /// There was more than could be read in time: some events are missing, so look at everything again.
    record Lost() implements LinkEvent {}
}
