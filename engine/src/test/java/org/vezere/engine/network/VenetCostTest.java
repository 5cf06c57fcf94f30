package org.vezere.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vezere.linux.Fd;
import org.vezere.linux.net.LinkChange;
import org.vezere.linux.net.Links;
import org.vezere.model.Ctid;

/// What a start pays for its network, against the least that the kernel takes for a pair of links.
@ExtendWith(PrivateNetwork.class)
class VenetCostTest {
    private static final int ROUNDS = 40;

    /// So many that the Java compiler has seen every method, as in a vzd that has been at work for a while.
    private static final int WARM = 250;

    @Test
    void connectingAVeCostsLittleMoreThanItsLinks() {
        try (TestNode node = TestNode.open().forwarding()) {
            List<Long> bare = new ArrayList<>();
            List<Long> whole = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            for (int round = 0; round < WARM; round++) {
                try (Fd namespace = node.namespace()) {
                    node.connect(new Ctid(101), namespace, "198.51.100.7", "2001:db8::7");
                    node.venet.remove(new Ctid(101));
                }
            }
            for (int round = 0; round < ROUNDS; round++) {
                try (Fd one = node.namespace();
                        Fd two = node.namespace()) {
                    long start = System.nanoTime();
                    node.socket.send(Links.createVeth("bare", LinkChange.nothing(), "peer", LinkChange.nothing(), one));
                    long made = System.nanoTime();
                    node.connect(new Ctid(101), two, "198.51.100.7", "2001:db8::7");
                    long added = System.nanoTime();
                    node.venet.remove(new Ctid(101));
                    long removed = System.nanoTime();
                    node.socket.send(Links.delete("bare"));
                    bare.add(made - start);
                    whole.add(added - made);
                    gone.add(removed - added);
                }
            }

            System.out.printf(
                    "venet: connect %d us, bare veth pair %d us, ratio %.1f, disconnect %d us (medians)%n",
                    median(whole), median(bare), (double) median(whole) / median(bare), median(gone));
            // Ten times the aim of 2 ms: the order of magnitude, whatever else the machine does.
            assertThat(median(whole)).isLessThan(20_000);
        }
    }

    private static long median(List<Long> nanoseconds) {
        return nanoseconds.stream().sorted().toList().get(nanoseconds.size() / 2) / 1_000;
    }
}
