package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.Capability;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.Feature;
import org.vezere.model.value.Limit;

class VeConfigTest {
    private static final long NONE = Long.MAX_VALUE;

    @TempDir
    Path directory;

    private Box box;

    @BeforeEach
    void box() {
        box = new Box(directory);
    }

    @Test
    void theNodesDefaultsStandBehindTheVe() {
        VeConfig config = box.config("CPUUNITS=\"2000\"\n");

        assertThat(config.number(Parameter.CPUUNITS)).isEqualTo(2000);
        assertThat(config.value(Parameter.NAMESERVER)).contains("inherit");
        assertThat(config.value(Parameter.NETFILTER)).contains("stateless");
        assertThat(config.written(Parameter.NETFILTER)).isEmpty();
        assertThat(config.value(Parameter.VE_LAYOUT, Kinds.LAYOUT)).hasToString("Optional[overlay]");
        assertThat(config.value(Parameter.ONBOOT)).isEmpty();
        assertThat(config.isYes(Parameter.DISK_QUOTA)).isTrue();
    }

    @Test
    void pathsAreExpandedAndLieBelowThePrefix() {
        VeConfig config = box.config("VE_PRIVATE=\"/srv/${VEID}/fs\"\n");

        assertThat(config.root()).isEqualTo(directory.resolve("vz/root/101"));
        assertThat(config.privateArea()).isEqualTo(directory.resolve("srv/101/fs"));
        assertThat(config.dumpFile()).isEqualTo(directory.resolve("vz/dump/Dump.101"));
        assertThat(config.file()).isEqualTo(directory.resolve("etc/vz/conf/101.conf"));
        assertThat(config.byKey())
                .containsEntry("VE_PRIVATE", "/srv/101/fs")
                .containsEntry("VE_ROOT", "/vz/root/101")
                .doesNotContainKey("LOCKDIR");
    }

    @Test
    void withoutPathsThereIsNoPlace() {
        VeConfig config = new VeConfig(Box.CTID, new GlobalConfig(box.paths(), ConfigText.EMPTY), ConfigText.EMPTY);

        assertThatThrownBy(config::root).isInstanceOf(VezereException.class).hasMessage("VE_ROOT is not set");
        assertThatThrownBy(config::privateArea)
                .extracting(thrown -> ((VezereException) thrown).kind())
                .isEqualTo(FailureKind.NO_VE_PRIVATE);
    }

    @Test
    void badValuesArePassedByWithAWarning() {
        VeConfig config = box.config("CPUS=\"2\"\nNETFILTER=\"yes\"\nCPUS=\"3\"\nVE_ROOT=\"../x\"\njunk\n");

        assertThat(config.value(Parameter.NETFILTER)).contains("stateless");
        assertThat(config.root()).isEqualTo(directory.resolve("vz/root/101"));
        assertThat(config.warnings())
                .containsExactly(
                        "Warning at " + config.file() + ":3: duplicate for CPUS (\"3\"), ignored",
                        "Warning at " + config.file() + ":5: can't parse junk, skipping",
                        "Warning at " + config.file() + ":2: invalid value for NETFILTER (\"yes\"), skipped",
                        "Warning at " + config.file() + ":4: invalid value for VE_ROOT (\"../x\"), skipped");
    }

    @Test
    void knownFeaturesAmongUnknownOnesCount() {
        VeConfig config = box.config("FEATURES=\"time:on nfs:on\"\nCAPABILITY=\"NET_ADMIN:on X:on\"\n");

        assertThat(config.features().states()).isEqualTo(Map.of(Feature.NFS, true));
        assertThat(config.capabilities().isOn(Capability.NET_ADMIN, false)).isTrue();
    }

    @Test
    void ramAndSwapImplyTheOlderBeancounters() {
        VeConfig config = box.config("PHYSPAGES=\"0:256M\"\nSWAPPAGES=\"0:512M\"\nNUMPROC=\"100\"\n");

        assertThat(config.vSwap()).isTrue();
        assertThat(config.missingBeancounter()).isEmpty();
        assertThat(config.limits())
                .containsEntry(Parameter.PHYSPAGES, new Limit(0, 65536))
                .containsEntry(Parameter.SWAPPAGES, new Limit(0, 131072))
                .containsEntry(Parameter.NUMPROC, Limit.of(100))
                .containsEntry(Parameter.LOCKEDPAGES, Limit.of(65536))
                .containsEntry(Parameter.OOMGUARPAGES, new Limit(65536, NONE))
                .containsEntry(Parameter.VMGUARPAGES, new Limit(196608, NONE))
                .containsEntry(Parameter.PRIVVMPAGES, Limit.UNLIMITED)
                .doesNotContainKey(Parameter.KMEMSIZE);
    }

    @Test
    void overcommitLimitsWhatIsAllocated() {
        VeConfig config = box.config("PHYSPAGES=\"0:1000\"\nSWAPPAGES=\"0:1000\"\nVM_OVERCOMMIT=\"1.5\"\n");

        assertThat(config.limits()).containsEntry(Parameter.PRIVVMPAGES, Limit.of(3000));
    }

    @Test
    void unlimitedRamIsNotVswapAndNeedsBeancounters() {
        assertThat(box.config("PHYSPAGES=\"0:unlimited\"\n").vSwap()).isFalse();
        assertThat(box.config("PHYSPAGES=\"0:unlimited\"\n").missingBeancounter())
                .contains(Parameter.KMEMSIZE);
        for (String sample : List.of("basic", "light", "unlimited")) {
            ConfigText text = box.samples().create(sample, box.global(), "debian-12");
            assertThat(new VeConfig(Box.CTID, box.global(), text).missingBeancounter())
                    .as(sample)
                    .isEmpty();
        }
    }

    @Test
    void addressesAndInterfacesAreTyped() {
        VeConfig config =
                box.config("IP_ADDRESS=\"198.51.100.1 0.0.0.0 2001:DB8::1/64\"\nNETIF=\"ifname=eth0,bridge=br0\"\n");

        assertThat(config.addresses()).extracting(Object::toString).containsExactly("198.51.100.1", "2001:db8::1/64");
        assertThat(config.netifs("x").getFirst().hostIfname()).isEqualTo("veth101.0");
        assertThat(config.diskSpace()).isEmpty();
        assertThat(box.config("DISKSPACE=\"2G:2.2G\"\n").diskSpace()).contains(new DiskLimit(2097152, 2306867));
    }

    @Test
    void aStopTimeoutOfZeroIsTheDefault() {
        assertThat(box.config("STOP_TIMEOUT=\"0\"\n").stopTimeout()).isEqualTo(120);
        assertThat(box.config("STOP_TIMEOUT=\"7\"\n").stopTimeout()).isEqualTo(7);
        assertThat(box.config("").stopTimeout()).isEqualTo(120);
    }

    @Test
    void theNodesConfigIsTyped() {
        GlobalConfig global = box.global();

        assertThat(global.lockDirectory()).isEqualTo(directory.resolve("vz/lock"));
        assertThat(global.templateDirectory()).isEqualTo(directory.resolve("vz/template"));
        assertThat(global.defaultTemplate()).isEqualTo("debian-12");
        assertThat(global.defaultSample()).contains("vswap-256m");
        assertThat(global.privateTemplate()).isEqualTo("/vz/private/$VEID");
        assertThat(global.parallel(2)).isEqualTo(8);
        assertThat(global.nodeCpuUnits()).isEqualTo(1000);
        assertThat(global.ipv6()).isTrue();
        assertThat(global.managesVes()).isTrue();
        assertThat(global.suspendsAtStop()).isTrue();
        assertThat(global.logFile()).contains(directory.resolve("var/log/vzctl.log"));
        assertThat(global.logLevel()).isZero();
        assertThat(global.verbosity()).isZero();
        assertThat(global.warnings()).isEmpty();
    }

    @Test
    void aNodeWithoutConfigFailsWithTheReferencesCode() {
        assertThatThrownBy(() -> GlobalConfig.read(new NodePaths(directory.resolve("empty"))))
                .isInstanceOf(VezereException.class)
                .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                .isEqualTo(10);
        GlobalConfig empty = new GlobalConfig(box.paths(), ConfigText.EMPTY);
        assertThatThrownBy(empty::lockDirectory).hasMessage("LOCKDIR is not set");
        assertThatThrownBy(empty::templateDirectory).hasMessage("TEMPLATE is not set");
        assertThatThrownBy(empty::defaultTemplate).hasMessage("OS template is not specified");
    }
}
