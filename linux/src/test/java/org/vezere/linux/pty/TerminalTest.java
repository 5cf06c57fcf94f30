package org.vezere.linux.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;

class TerminalTest {
    @Test
    void aMasterIsAccepted() {
        try (Fd master = OpenFile.at("/dev/ptmx", OpenFlag.RDWR, OpenFlag.NOCTTY)) {
            assertThat(Terminal.checked(master)).isSameAs(master);

            Terminal.resize(master, 33, 99);
        }
    }

    @Test
    void anythingElseIsRefusedAndClosed() {
        Fd other = OpenFile.at("/dev/null", OpenFlag.RDWR);

        assertThatThrownBy(() -> Terminal.checked(other))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refusal -> assertThat(refusal.is(Errno.ENOTTY)).isTrue());
        assertThatThrownBy(other::number).isInstanceOf(IllegalStateException.class);
    }
}
