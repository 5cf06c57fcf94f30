package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.Parameters;

class SamplesTest {
    @TempDir
    Path directory;

    private Box box;

    @BeforeEach
    void box() {
        box = new Box(directory);
    }

    @Test
    void theShippedOnesAreThere() {
        assertThat(box.samples().names())
                .containsExactly(
                        "basic",
                        "light",
                        "unlimited",
                        "vswap-1024m",
                        "vswap-1g",
                        "vswap-256m",
                        "vswap-2g",
                        "vswap-4g",
                        "vswap-512m");
    }

    /// Section 5.5 of the compatibility reference, key by key.
    @ParameterizedTest
    @CsvSource({
        "KMEMSIZE,14372700:14790164,1740800:1847296,unlimited",
        "LOCKEDPAGES,2048:2048,4:4,unlimited",
        "PRIVVMPAGES,65536:69632,7680:8448,unlimited",
        "SHMPAGES,21504:21504,1152:1152,unlimited",
        "NUMPROC,240:240,40:40,unlimited",
        "PHYSPAGES,0:unlimited,0:unlimited,0:unlimited",
        "VMGUARPAGES,33792:unlimited,1725:unlimited,unlimited",
        "OOMGUARPAGES,26112:unlimited,1725:unlimited,unlimited",
        "NUMTCPSOCK,360:360,40:40,1801439850948198",
        "NUMOTHERSOCK,360:360,40:40,1801439850948198",
        "NUMFLOCK,188:206,50:60,unlimited",
        "NUMPTY,16:16,4:4,unlimited",
        "NUMSIGINFO,256:256,256:256,unlimited",
        "TCPSNDBUF,1720320:2703360,159744:262144,4611686018427387903:9223372036854775807",
        "TCPRCVBUF,1720320:2703360,159744:262144,4611686018427387903:9223372036854775807",
        "OTHERSOCKBUF,1126080:2097152,135168:237568,4611686018427387903:9223372036854775807",
        "DGRAMRCVBUF,262144:262144,135168:196608,unlimited",
        "DCACHESIZE,3409920:3624960,196608:202752,unlimited",
        "NUMFILE,9312:9312,512:512,unlimited",
        "AVNUMPROC,180:180,15:15,unlimited",
        "NUMIPTENT,128:128,16:16,unlimited",
        "DISKSPACE,2G:2.2G,1G:1.1G,",
        "DISKINODES,131072:144179,65536:72090,",
        "QUOTATIME,0,0,",
        "CPUUNITS,1000,250,",
        "NETFILTER,stateless,stateless,stateless",
        "DISK_QUOTA,,,no",
    })
    void theOlderOnesSayWhatTheReferenceSays(String key, String basic, String light, String unlimited) {
        assertThat(text("basic").get(key).orElse(null)).isEqualTo(basic);
        assertThat(text("light").get(key).orElse(null)).isEqualTo(light);
        assertThat(text("unlimited").get(key).orElse(null)).isEqualTo(unlimited);
    }

    @ParameterizedTest
    @CsvSource({
        "256m,256M,512M",
        "512m,512M,1024M",
        "1024m,1024M,2048M",
        "1g,1G,2G",
        "2g,2G,4G",
        "4g,4G,8G",
    })
    void theVswapOnesHaveTwiceAsMuchSwap(String name, String ram, String swap) {
        assertThat(text("vswap-" + name).values())
                .containsOnly(
                        java.util.Map.entry("PHYSPAGES", "0:" + ram),
                        java.util.Map.entry("SWAPPAGES", "0:" + swap),
                        java.util.Map.entry("DISKSPACE", "2G:2.2G"),
                        java.util.Map.entry("DISKINODES", "131072:144179"),
                        java.util.Map.entry("QUOTATIME", "0"),
                        java.util.Map.entry("CPUUNITS", "1000"),
                        java.util.Map.entry("NETFILTER", "stateless"));
    }

    @Test
    void everyShippedFileIsKnownAndValid() throws Exception {
        try (var files = Files.walk(box.paths().etc())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ConfigText text = ConfigFile.read(file).orElseThrow();
                assertThat(Warnings.of(file, text)).as(file.toString()).isEmpty();
                assertThat(text.values().keySet())
                        .as(file.toString())
                        .isNotEmpty()
                        .allSatisfy(key -> assertThat(Parameters.key(key)).isPresent());
            }
        }
    }

    @Test
    void theNodesBeancountersAreUnlimited() {
        ConfigText node = ConfigFile.read(box.paths().nodeConfig()).orElseThrow();

        assertThat(node.get("ONBOOT")).contains("no");
        assertThat(node.get("OOMGUARPAGES")).contains("unlimited:unlimited");
    }

    @Test
    void whatIsThereIsNotTouched() {
        box.write(box.paths().globalConfig(), "TEMPLATE=/t\n");

        assertThat(new FirstRun(box.paths()).install()).isEmpty();

        assertThat(box.paths().globalConfig()).hasContent("TEMPLATE=/t\n");
    }

    @Test
    void whatIsMissingIsPutThere() throws Exception {
        Path sample = box.samples().file("basic");
        Files.delete(sample);

        assertThat(new FirstRun(box.paths()).install()).containsExactly(sample);
        assertThat(box.paths().names()).isEmptyDirectory();
    }

    @Test
    void aNewConfigTellsWhereItCameFrom() {
        ConfigText config = box.samples().create("vswap-1g", box.global(), "debian-12");

        assertThat(config.toString()).startsWith(text("vswap-1g").toString()).endsWith("""
                        ORIGIN_SAMPLE="vswap-1g"
                        VE_ROOT="/vz/root/$VEID"
                        VE_PRIVATE="/vz/private/$VEID"
                        OSTEMPLATE="debian-12"
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "../vz", "-x", ""})
    void unknownSamplesAreRefused(String name) {
        assertThatThrownBy(() -> box.samples().create(name, box.global(), "debian-12"))
                .isInstanceOf(VezereException.class)
                .hasMessageStartingWith("Sample config " + name)
                .hasMessageContaining("not found")
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(82);
        assertThatThrownBy(() -> box.samples().values(name))
                .hasMessageStartingWith(
                        "Sample config file not found: " + box.samples().file(name))
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(109);
    }

    @Test
    void whatMakesAVeItselfIsNotTakenFromASample() {
        box.write(box.samples().file("own"), """
                HOSTNAME="h"
                IP_ADDRESS="198.51.100.1"
                OSTEMPLATE="t"
                VE_ROOT="/r"
                VE_PRIVATE="/p"
                DESCRIPTION="d"
                LOCKDIR="/l"
                UNKNOWN="u"
                CPUS="x"
                CPUUNITS="500"
                """);

        assertThat(box.samples().values("own")).containsOnly(java.util.Map.entry(Parameter.CPUUNITS, "500"));
    }

    private ConfigText text(String name) {
        return ConfigFile.read(box.samples().file(name)).orElseThrow();
    }
}
