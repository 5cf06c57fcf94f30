package org.vezere.linux.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.linux.KernelException;

final class SysctlTest {
    @ParameterizedTest
    @CsvSource({
        "net.ipv4.ip_forward, /proc/sys/net/ipv4/ip_forward",
        "net/ipv4/conf/eth0.5/rp_filter, /proc/sys/net/ipv4/conf/eth0.5/rp_filter",
        "net.ipv4.conf.eth0/5.rp_filter, /proc/sys/net/ipv4/conf/eth0.5/rp_filter",
    })
    void namesBecomePaths(String name, String path) {
        assertThat(new Sysctl(name).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "net..ipv4", "../etc/passwd", "/etc/passwd", "net/../../etc", "kernel."})
    void namesStayBelowTheirDirectory(String name) {
        assertThatThrownBy(() -> new Sysctl(name)).hasMessageContaining("is not the name of a kernel parameter");
    }

    @Test
    void missingParameterIsAbsent() {
        assertThat(new Sysctl("kernel.no_such_parameter").read()).isEmpty();
        assertThatThrownBy(() -> new Sysctl("kernel.no_such_parameter").set("1"))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ENOENT");
    }

    @Test
    void sameValueIsNotWrittenAgain() {
        Sysctl range = new Sysctl("net.ipv4.ip_local_port_range");
        String value = range.read().orElseThrow();

        Sysctl.Change change = range.set(value.replaceAll("\\s+", "  "));

        assertThat(change.differs()).isFalse();
        assertThat(range.read()).contains(value);
    }

    @Test
    void highEnoughNumbersAreLeftAlone() {
        assertThat(new Sysctl("kernel.pid_max").raise(1)).isEmpty();
    }
}
