package org.vezere.engine.network;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.vezere.linux.Errno;
import org.vezere.linux.KernelException;
import org.vezere.linux.net.Link;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.linux.net.NetlinkSocket;

/// Where links go that are no longer wanted: at once they are down, have lost their name and belong to a group,
/// which a thread of its own then deletes, many together. Deleting takes 16 to 20 ms for which nobody should have
/// to wait, and a link that dies with its network namespace keeps its name for as long.
public final class LinkGrave implements AutoCloseable {
    /// Group of links to be deleted; "vz" in ASCII.
    private static final int GROUP = 0x767a;

    private final NetlinkSocket socket;
    private final Semaphore work = new Semaphore(1);
    private final Thread digger;
    private volatile boolean closed;

    private LinkGrave(NetlinkSocket socket) {
        this.socket = socket;
        this.digger = Thread.ofPlatform().daemon().name("deleter of links").unstarted(this::dig);
    }

    /// Begins in the network namespace of the calling thread, with what an earlier vzd left in the group.
    public static LinkGrave open() {
        LinkGrave grave = new LinkGrave(NetlinkSocket.open());
        grave.digger.start();
        return grave;
    }

    /// Buries the link of a name; none of that name is no failure.
    ///
    /// @param mourner socket to use, so that this never waits for a deletion that is under way on the grave's own
    /// @return whether there was one
    public boolean bury(NetlinkSocket mourner, String name) {
        Optional<Link> link = Links.find(mourner, name);
        link.ifPresent(found -> bury(mourner, found.index()));
        return link.isPresent();
    }

    /// Buries the link of an index; none of that index is no failure.
    public void bury(NetlinkSocket mourner, int link) {
        // Older kernels rename no link that is up, hence two requests. ENODEV: it died with its namespace meanwhile.
        mourner.send(
                Links.change(link, LinkChange.nothing().down()).tolerating(Errno.ENODEV),
                Links.change(link, LinkChange.nothing().name("vz-gone" + link).group(GROUP))
                        .tolerating(Errno.ENODEV));
        work.release();
    }

    private void dig() {
        while (true) {
            work.acquireUninterruptibly();
            work.drainPermits();
            if (closed) {
                return;
            }
            try {
                socket.send(Links.deleteGroup(GROUP).tolerating(Errno.ENODEV));
            } catch (KernelException failure) {
                System.getLogger(LinkGrave.class.getName())
                        .log(System.Logger.Level.WARNING, "links are left over: {0}", failure.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        work.release();
        try {
            digger.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }
}
