package org.vezere.engine.network;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vezere.linux.net.Link;
import org.vezere.model.Ctid;

/// A link of VE0 that is the other end of a VE's interface.
///
/// @param device name of the interface inside the VE
record HostEnd(Ctid ctid, String device, Link link) {
    private static final Pattern VENET = Pattern.compile("venet([1-9]\\d{0,9})");

    /// What a link is the end of; nothing when it is no VE's.
    static Optional<HostEnd> of(Link link) {
        Matcher veth = VethPair.ALIAS.matcher(link.alias());
        return veth.matches()
                ? Optional.of(new HostEnd(Ctid.parse(veth.group(1)), veth.group(2), link))
                : ofVenet(link.name()).map(ctid -> new HostEnd(ctid, Venet.INSIDE, link));
    }

    /// The VE whose venet a link of this name is.
    static Optional<Ctid> ofVenet(String name) {
        Matcher venet = VENET.matcher(name);
        return venet.matches() ? Optional.of(Ctid.parse(venet.group(1))) : Optional.empty();
    }

    boolean isVenet() {
        return !VethPair.ALIAS.matcher(link.alias()).matches();
    }
}
