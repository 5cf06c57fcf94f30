package org.vezere.linux.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.process.DescriptorInputStream;
import org.vezere.linux.process.DescriptorOutputStream;

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

    @Test
    void sizeIsSetOnOneSideAndSeenOnTheOther() {
        try (Terminal.Pair pair = Terminal.open()) {
            Terminal.resize(pair.master(), 50, 132);

            assertThat(Terminal.size(pair.slave())).isEqualTo(new Terminal.Size(50, 132));
            assertThat(KernelFile.readLink(pair.slave().procPath()))
                    .isEqualTo("/dev/pts/" + Terminal.number(pair.master()));
        }
    }

    @Test
    void closedSlaveIsTheEndOfTheMaster() throws Exception {
        Terminal.Pair pair = Terminal.open();
        try (DescriptorInputStream master = new DescriptorInputStream(pair.master())) {
            try (DescriptorOutputStream slave = new DescriptorOutputStream(pair.slave())) {
                slave.write("last words".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(new String(master.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("last words");
        }
    }

    @Test
    void whatIsNoTerminalHasNoSize() {
        try (Fd nothing = OpenFile.at("/dev/null")) {
            assertThatThrownBy(() -> Terminal.size(nothing)).hasMessageContaining("ENOTTY");
        }
    }
}
