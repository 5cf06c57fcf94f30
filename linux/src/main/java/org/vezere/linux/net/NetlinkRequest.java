package org.vezere.linux.net;

import java.util.EnumSet;
import java.util.Set;
import org.vezere.linux.Errno;

/// One request to the kernel: its type, its body, and what it asks in words, for the error message.
///
/// Immutable; it can be sent on any socket, any number of times.
public final class NetlinkRequest {
    private final int type;
    private final int flags;
    private final byte[] body;
    private final String words;
    private final Set<Errno> tolerated;

    NetlinkRequest(int type, int flags, MessageWriter body, String words) {
        this(type, flags, body.bytes(), words, Set.of());
    }

    private NetlinkRequest(int type, int flags, byte[] body, String words, Set<Errno> tolerated) {
        this.type = type;
        this.flags = flags;
        this.body = body;
        this.words = words;
        this.tolerated = tolerated;
    }

    /// The same request, for which these answers are no failure: EEXIST of what is there already, ENODEV of what is
    /// gone.
    public NetlinkRequest tolerating(Errno first, Errno... more) {
        return new NetlinkRequest(type, flags, body, words, EnumSet.of(first, more));
    }

    boolean tolerates(Errno errno) {
        return tolerated.contains(errno);
    }

    int type() {
        return type;
    }

    int flags() {
        return flags;
    }

    byte[] body() {
        return body;
    }

    /// What is asked, in words: `delete link venet101`.
    @Override
    public String toString() {
        return words;
    }
}
