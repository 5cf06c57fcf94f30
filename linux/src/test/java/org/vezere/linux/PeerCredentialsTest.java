package org.vezere.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

class PeerCredentialsTest {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;

    @Test
    void namesTheProcessAndUserAtTheOtherEnd() throws Exception {
        try (Scratch scratch = Scratch.open()) {
            Block pair = scratch.block(8);
            assertThat(Libc.call(Syscall.SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, pair.address()))
                    .isZero();
            try (Fd here = new Fd(pair.i32(0));
                    Fd there = new Fd(pair.i32(4))) {
                PeerCredentials peer = PeerCredentials.of(here.number());

                assertThat(there.number()).isPositive();
                assertThat(peer.pid()).isEqualTo((int) ProcessHandle.current().pid());
                assertThat(peer.uid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            }
        }
    }

    @Test
    void saysWhatIsNoSocket() {
        assertThatThrownBy(() -> PeerCredentials.of(Integer.MAX_VALUE))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("SO_PEERCRED");
    }
}
