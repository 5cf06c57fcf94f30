package org.vezere.daemon.starter;

import java.nio.channels.SocketChannel;
import org.vezere.linux.KernelException;
import org.vezere.linux.PeerCredentials;

/// The number of the process at the other end of a channel, for lock files and the log.
///
/// The JDK's `SO_PEERCRED` leaves the process out, and a channel's descriptor is seen through `sun.nio.ch` only, which
/// `bin/vzd` exports to this module. Where that is not so, or the process can't be seen from here, vzd itself stands
/// for
/// it: it does the work in any case.
final class PeerProcess {
    private PeerProcess() {}

    static int of(SocketChannel channel) {
        int pid = 0;
        try {
            Object descriptor =
                    Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(channel);
            if (descriptor instanceof Integer number) {
                pid = PeerCredentials.of(number).pid();
            }
        } catch (ReflectiveOperationException | KernelException _) {
            pid = 0;
        }
        return pid == 0 ? Math.toIntExact(ProcessHandle.current().pid()) : pid;
    }
}
