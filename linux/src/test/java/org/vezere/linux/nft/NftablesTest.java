package org.vezere.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.vezere.linux.net.NetworkNamespaces;

@EnabledIf("isRoot")
class NftablesTest {
    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void aTransactionIsDoneAndListed() {
        inside(() -> {
            try (Nftables nftables = Nftables.open()) {
                nftables.run("add table inet vezere\nadd chain inet vezere c\nadd rule inet vezere c counter drop");

                assertThat(nftables.run("list table inet vezere"))
                        .contains("chain c")
                        .contains("drop");
                assertThat(nftables.run("add table inet other")).isEmpty();
            }
            return true;
        });
    }

    @Test
    void aRefusedTransactionLeavesNothing() {
        inside(() -> {
            try (Nftables nftables = Nftables.open()) {
                assertThatThrownBy(() -> nftables.run("add table inet vezere\nadd rule inet vezere absent drop"))
                        .isInstanceOf(NftablesException.class)
                        .hasMessageContaining("No such file or directory")
                        .hasMessageContaining("transaction of 2 lines");

                assertThat(nftables.run("list tables")).doesNotContain("vezere");
            }
            return true;
        });
    }

    @Test
    void aSyntaxErrorIsToldInTheLibrarysWords() {
        inside(() -> {
            try (Nftables nftables = Nftables.open()) {
                assertThatThrownBy(() -> nftables.run("add tabel inet vezere"))
                        .isInstanceOf(NftablesException.class)
                        .hasMessageContaining("syntax error")
                        .hasMessageContaining("add tabel inet vezere");
                assertThat(nftables.run("list tables")).as("still usable").isEmpty();
            }
            return true;
        });
    }

    @Test
    void closingTwiceIsHarmless() {
        inside(() -> {
            Nftables nftables = Nftables.open();
            nftables.close();
            nftables.close();
            assertThatThrownBy(() -> nftables.run("list tables")).isInstanceOf(IllegalStateException.class);
            return true;
        });
    }

    private static void inside(Callable<Boolean> body) {
        assertThat(NetworkNamespaces.callInNew(body)).isTrue();
    }
}
