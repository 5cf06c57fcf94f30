package org.vezere.model.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-2,7|0-2,7", "7,1,0,2|0-2,7", "0|0", "1,2|1-2", "0,2,4|0,2,4", "all|all", "auto|auto", "3-3|3"})
    void masksAreSavedAscendingAsRanges(String text, String saved) {
        assertThat(CpuMask.parse(text)).hasToString(saved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "1,", "2-1", "a", "-1", "1-", "4096", "0-99999999", "1 2", "ALL"})
    void refusesBrokenMasks(String text) {
        assertThatThrownBy(() -> CpuMask.parse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void masksHoldNumbers() {
        assertThat(CpuMask.parse("0-1,5")).isEqualTo(new CpuMask.Listed(new TreeSet<>(List.of(0, 1, 5))));
    }

    @Test
    void cpuLimitsMayBeOfAllCpus() {
        assertThat(CpuLimit.parse("50%").ofOne(4)).isEqualTo(200);
        assertThat(CpuLimit.parse("150").ofOne(4)).isEqualTo(150);
        assertThat(CpuLimit.parse("0").ofOne(4)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "101%", "-1", "1.5", "50 %", "100001"})
    void refusesBrokenCpuLimits(String text) {
        assertThatThrownBy(() -> CpuLimit.parse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void switchesMergeAndAreSavedInTheKernelsOrder() {
        Switches<Capability> old = Switches.parse("SYS_TIME:on net_admin:off", Capability.class);
        Switches<Capability> later = Switches.parse("net_admin:on,chown:off", Capability.class);

        assertThat(old.with(later).upperCase()).isEqualTo("CHOWN:off NET_ADMIN:on SYS_TIME:on");
        assertThat(old.with(later).isOn(Capability.NET_ADMIN, false)).isTrue();
        assertThat(old.isOn(Capability.KILL, true)).isTrue();
        assertThat(Switches.parse("ppp:on,nfs:off", Feature.class).lowerCase()).isEqualTo("nfs:off ppp:on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs:", ":on", "nfs:maybe", "zfs:on", "nfs:on;ppp:on"})
    void refusesUnknownSwitches(String text) {
        assertThatThrownBy(() -> Switches.parse(text, Feature.class))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("nfs");
    }

    @Test
    void readsKnownSwitchesAmongUnknownOnes() {
        List<String> unknown = new ArrayList<>();

        Switches<Feature> known = Switches.parseKnown("time:on nfs:on junk", Feature.class, unknown::add);

        assertThat(known.states()).isEqualTo(Map.of(Feature.NFS, true));
        assertThat(unknown).containsExactly("time:on", "junk");
    }

    @Test
    void capabilitiesHaveTheNumbersOfTheKernel() {
        List<Capability> known = Arrays.stream(Capability.values())
                .filter(capability -> capability.number().isPresent())
                .toList();

        for (int number = 0; number < known.size(); number++) {
            assertThat(known.get(number).number()).hasValue(number);
        }
        assertThat(known).hasSize(41);
        assertThat(Capability.VE_ADMIN.number()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "c:10:200:rw,c:10:200:rw",
        "b:8:all:r,b:8:all:r",
        "c:1:3:wrq,c:1:3:rwq",
        "c:1:3:none,c:1:3:none",
    })
    void readsDeviceRules(String text, String saved) {
        assertThat(DeviceRule.parse(text)).hasToString(saved);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "c:10:200", "d:1:1:r", "c:1:1:x", "c:1:1:", "c:all:1:r", "b:7:0:rw", "b:7:all:rw", "c:-1:0:r"
            })
    void refusesBrokenDeviceRules(String text) {
        assertThatThrownBy(() -> DeviceRule.parse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void laterRulesAreAboutTheSameDevice() {
        assertThat(DeviceRule.parse("c:10:200:rw").sameDevice(DeviceRule.parse("c:10:200:none")))
                .isTrue();
        assertThat(DeviceRule.parse("c:10:200:rw").sameDevice(DeviceRule.parse("c:10:all:rw")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tun",
                ":rw",
                "/dev/tun:rw",
                "../etc/passwd:rw",
                "net/../mem:rw",
                "net//tun:rw",
                "-x:r",
                ".:r"
            })
    void refusesBrokenDeviceNodes(String text) {
        assertThatThrownBy(() -> DeviceNode.parse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void readsDeviceNodes() {
        assertThat(DeviceNode.parse("net/tun:rw")).hasToString("net/tun:rw");
        assertThat(DeviceNode.parse("disk/by-id/a:b:r").path()).isEqualTo("disk/by-id/a:b");
    }

    @Test
    void readsPciAddresses() {
        assertThat(PciAddress.parse("1:0.0")).hasToString("0000:01:00.0");
        assertThat(PciAddress.parse("abcd:FF:1f.7")).hasToString("abcd:ff:1f.7");
        assertThatThrownBy(() -> PciAddress.parse("01:00.8")).isInstanceOf(BadValueException.class);
        assertThatThrownBy(() -> PciAddress.parse("01:2f.0")).isInstanceOf(BadValueException.class);
    }

    @Test
    void readsMeminfo() {
        for (String text : List.of("none", "pages:1000", "privvmpages:2")) {
            assertThat(Meminfo.parse(text)).hasToString(text);
        }
        for (String text : List.of("", "none:1", "pages", "pages:0", "pages:x", "swap:1")) {
            assertThatThrownBy(() -> Meminfo.parse(text)).isInstanceOf(BadValueException.class);
        }
    }

    @Test
    void readsLayouts() {
        assertThat(LayoutName.parse("ploop:raw").mode()).contains("raw");
        assertThat(LayoutName.parse("ploop:raw")).hasToString("ploop");
        assertThat(LayoutName.parse("overlay").name()).isEqualTo("overlay");
        for (String text : List.of("", "zfs", "simfs:raw", "ploop:", "ploop:x")) {
            assertThatThrownBy(() -> LayoutName.parse(text)).isInstanceOf(BadValueException.class);
        }
    }

    /// Isolation B12.
    @Test
    void namesHoldNothingThatLeadsElsewhere() {
        List<Function<String, String>> checks = List.of(
                Texts::interfaceName, Texts::hostName, Texts::fileName, Texts::veName, Texts::path, Texts::domain);

        for (Function<String, String> check : checks) {
            for (String bad :
                    List.of("-x", "../x", "..", "a/../b", "a\nb", "a\0b", "a\tb", "a/b", "x".repeat(65_536))) {
                assertThatThrownBy(() -> check.apply(bad)).as(bad).isInstanceOf(BadValueException.class);
            }
        }
    }

    @Test
    void namesThatAreInUseAreTaken() {
        assertThat(Texts.veName("My VE-1+2_3.4")).isNotEmpty();
        assertThat(Texts.veName("101")).isEqualTo("101");
        assertThat(Texts.veName("")).isEmpty();
        assertThat(Texts.hostName("ct101.example.org")).isNotEmpty();
        assertThat(Texts.fileName("debian-12.0-x86_64")).isNotEmpty();
        assertThat(Texts.path("/vz/private/$VEID")).isNotEmpty();
        assertThat(Texts.interfaceName("veth101.0")).isNotEmpty();
        assertThat(Texts.domain("example.org.")).isNotEmpty();
        assertThat(Texts.userPassword("root:a:b c")).isNotEmpty();
    }

    @Test
    void linesAreOneLineOfUtf8() {
        assertThat(Texts.line("{\"a\": \"é 𝄞\"}")).isNotEmpty();
        assertThat(Texts.line("x".repeat(Texts.MAX))).hasSize(Texts.MAX);
        for (String bad : List.of("a\nb", "a\rb", "\0", "\u001b[0m", "\u0085", "\ud800", "é".repeat(32_768))) {
            assertThatThrownBy(() -> Texts.line(bad)).isInstanceOf(BadValueException.class);
        }
    }
}
