package org.vezere.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.setup.MachineCopy;
import org.vezere.engine.setup.Programs;
import org.vezere.engine.setup.Setup;
import org.vezere.linux.cgroup.CgroupHierarchies;
import org.vezere.linux.cgroup.Controller;
import org.vezere.model.Finding;
import org.vezere.model.Finding.State;

class DoctorTest {
    private static final CgroupHierarchies UNIFIED = new CgroupHierarchies(
            Map.of(),
            Optional.of("/sys/fs/cgroup"),
            Set.of(Controller.CPU, Controller.CPUSET, Controller.MEMORY, Controller.IO, Controller.PIDS));

    @TempDir
    Path directory;

    private final Map<String, Programs.Result> programs = new HashMap<>();
    private FakeTrials trials;
    private MachineCopy copy;
    private CgroupHierarchies hierarchies = UNIFIED;

    @BeforeEach
    void machineThatHasEverything() {
        trials = new FakeTrials();
        copy = new MachineCopy(directory).debian().sysctl("net/ipv4/ip_forward", 1);
        copy.sysctl("net/ipv6/conf/all/forwarding", 1).sysctl("kernel/threads-max", 192_729);
        copy.with("/proc/sys/kernel/osrelease", "6.1.0-50-cloud-amd64");
        copy.with("/proc/sys/kernel/seccomp/actions_avail", "kill_process errno user_notif allow");
        copy.with("/proc/meminfo", "MemTotal:       24683656 kB\nMemFree: 1 kB");
        copy.with(
                "/proc/self/limits", "Max open files            1048576              1048576              files     ");
        copy.with("/proc/self/status", "Name: vzd\nCapEff:\t000001ffffffffff");
        copy.with("/proc/filesystems", "nodev\ttmpfs\n\text4\n\tbtrfs");
        copy.with("/proc/swaps", "Filename");
        for (String node : List.of("/dev/loop-control", "/dev/loop0", "/dev/fuse", "/dev/net/tun")) {
            copy.with(node, "");
        }
        StringBuilder modules = new StringBuilder();
        for (String module : List.of(
                "veth",
                "bridge",
                "8021q",
                "bonding",
                "macvlan",
                "vxlan",
                "nf_tables",
                "nft_meta_bridge",
                "nft_fib_inet",
                "nft_reject_bridge",
                "ip_vs",
                "quota_v2")) {
            modules.append("kernel/").append(module).append(".ko:\n");
        }
        copy.with("/lib/modules/6.1.0-50-cloud-amd64/modules.dep", modules.toString());
        copy.with("/boot/config-6.1.0-50-cloud-amd64", "CONFIG_BRIDGE_VLAN_FILTERING=y");
        for (String file : List.of(
                "memory.max",
                "memory.swap.max",
                "cpu.weight",
                "cpu.max",
                "io.stat",
                "io.max",
                "cgroup.events",
                "cgroup.freeze",
                "cgroup.kill")) {
            copy.with("/sys/fs/cgroup/system.slice/" + file, "");
        }
        programs.put("nft", new Programs.Result(0, ""));
        programs.put("criu", new Programs.Result(0, "Looks good."));
        programs.put("keepalived", new Programs.Result(0, "Keepalived v2.2.7"));
        programs.put("dnsmasq", new Programs.Result(0, "Dnsmasq version 2.89"));
    }

    @Test
    void machineThatHasEverythingLacksNothing() {
        assertThat(examine(10))
                .filteredOn(finding -> finding.state() != State.PRESENT)
                .isEmpty();
    }

    @Test
    void everyAbilityIsReportedOnceAndSaysWhatIsLostWithoutIt() {
        List<Finding> findings = examine(10);

        assertThat(findings).extracting(Finding::name).doesNotHaveDuplicates();
        for (Ability ability : Ability.values()) {
            assertThat(findings).extracting(Finding::name).contains(ability.title());
        }
        assertThat(findings).allSatisfy(finding -> assertThat(finding.loss()).isNotBlank());
    }

    @Test
    void whatIsNotPresentHasARemedy() {
        copy = new MachineCopy(directory.resolve("bare"));
        hierarchies = new CgroupHierarchies(Map.of(), Optional.empty(), Set.of());
        programs.clear();

        assertThat(examine(10))
                .filteredOn(finding -> finding.state() != State.PRESENT)
                .hasSizeGreaterThan(20)
                .allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
    }

    @Test
    void refusedTrialsAreToldInTheKernelsWords() {
        trials.refusing("idmap", "mount_setattr(idmap of /srv): invalid argument (EINVAL)");
        trials.refusing("executableMemoryFile", "memfd_create(MFD_EXEC): access refused (EACCES)");
        copy.sysctl("vm/memfd_noexec", 2);

        assertThat(find("id-mapped mounts of the private areas"))
                .extracting(Finding::state, Finding::detail)
                .containsExactly(State.MISSING, "mount_setattr(idmap of /srv): invalid argument (EINVAL)");
        assertThat(find("programs in memory files").detail())
                .isEqualTo("memfd_create(MFD_EXEC): access refused (EACCES); vm.memfd_noexec is 2");
    }

    @Test
    void switchesOfDistributionsRestrictNestingOnly() {
        copy.sysctl("kernel/unprivileged_userns_clone", 0);

        assertThat(find("user namespaces inside VEs").state()).isEqualTo(State.MISSING);
        assertThat(find("user namespaces").state()).isEqualTo(State.PRESENT);

        copy.sysctl("kernel/unprivileged_userns_clone", 1).sysctl("kernel/apparmor_restrict_unprivileged_userns", 1);

        assertThat(find("user namespaces inside VEs").state()).isEqualTo(State.PARTIAL);
    }

    @Test
    void userNamespacesSwitchedOffAreMissing() {
        copy.sysctl("user/max_user_namespaces", 0);

        assertThat(find("user namespaces").detail()).isEqualTo("user.max_user_namespaces is 0");
    }

    @Test
    void hybridMachinesAreLookedAtControllerByController() {
        hierarchies = new CgroupHierarchies(
                Map.of(Controller.MEMORY, "/sys/fs/cgroup/memory", Controller.CPU, "/sys/fs/cgroup/cpu"),
                Optional.of("/sys/fs/cgroup/unified"),
                Set.of(Controller.PIDS));
        copy.with("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
        copy.with("/proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t1\t0");

        assertThat(find("cgroup hierarchies").detail())
                .isEqualTo("hybrid: cpu memory in v1, v2 at /sys/fs/cgroup/unified");
        assertThat(find("memory limits").detail()).isEqualTo("v1, at /sys/fs/cgroup/memory");
        assertThat(find("swap limits").state()).isEqualTo(State.MISSING);
        assertThat(find("CPU limits").state()).isEqualTo(State.PRESENT);
        assertThat(find("process limits").detail()).isEqualTo("v2");
        assertThat(find("CPU sets").detail()).contains("cgroup_disable");
        // No group in v2 to look at: the kernel's version answers.
        assertThat(find("freezing and killing a VE at once").state()).isEqualTo(State.PRESENT);
    }

    @Test
    void fileMissingInAGroupOfV2IsMissing() throws IOException {
        Files.delete(directory.resolve("sys/fs/cgroup/system.slice/memory.swap.max"));
        Files.delete(directory.resolve("sys/fs/cgroup/system.slice/cpu.max"));

        assertThat(find("swap limits").detail()).isEqualTo("v2, no memory.swap.max");
        assertThat(find("CPU limits").state()).isEqualTo(State.PARTIAL);
    }

    @Test
    void growthNeedsTheCapability() {
        copy.with("/proc/self/status", "CapEff:\t000001fffeffffff");

        assertThat(find("growing a mounted image").state()).isEqualTo(State.MISSING);
    }

    @Test
    void dropPolicyIsNamedWithTheRulesThatHelp() {
        programs.put("nft", new Programs.Result(0, """
                table ip filter {
                \tchain INPUT {
                \t\ttype filter hook input priority filter; policy drop;
                \t}
                \tchain FORWARD {
                \t\ttype filter hook forward priority filter; policy drop;
                \t}
                }
                table inet mine {
                \tchain through {
                \t\ttype filter hook forward priority filter + 10; policy drop;
                \t}
                }
                table inet vezere {
                \tchain forward {
                \t\ttype filter hook forward priority filter; policy drop;
                \t}
                }"""));

        Finding finding = find("VE0's firewall lets VEs through");

        assertThat(finding.state()).isEqualTo(State.PARTIAL);
        assertThat(finding.detail())
                .isEqualTo("table ip filter, chain FORWARD, table inet mine, chain through: policy drop");
        assertThat(finding.remedy())
                .isEqualTo("iptables -I FORWARD -i venet+ -j ACCEPT; iptables -I FORWARD -o venet+ -j ACCEPT; "
                        + "nft insert rule inet mine through iifname \"venet*\" accept; "
                        + "nft insert rule inet mine through oifname \"venet*\" accept");
    }

    @Test
    void legacyTablesAreAskedWithTheirOwnProgram() {
        copy.with("/proc/net/ip_tables_names", "nat\nfilter");
        programs.put("iptables-legacy", new Programs.Result(0, "-P FORWARD DROP\n-A FORWARD -j DOCKER"));

        assertThat(find("VE0's firewall lets VEs through").remedy())
                .startsWith("iptables-legacy -I FORWARD -i venet+ -j ACCEPT");
    }

    @Test
    void criuThatDoesNotAnswerIsNotCalledMissing() {
        programs.put("criu", new Programs.Result(Programs.Result.TOO_LATE, "no answer within 700 ms"));

        assertThat(find("CRIU"))
                .extracting(Finding::state, Finding::detail)
                .containsExactly(State.PARTIAL, "criu is there; criu check: no answer within 700 ms");

        programs.put("criu", new Programs.Result(1, "Warn\nError: no CONFIG_CHECKPOINT_RESTORE"));

        assertThat(find("CRIU").detail()).isEqualTo("criu check: Error: no CONFIG_CHECKPOINT_RESTORE");
    }

    @Test
    void tightestLimitIsNamed() {
        copy.sysctl("kernel/pty/max", 1_024 + 4 * 7);

        assertThat(find("room for VEs"))
                .extracting(Finding::state, Finding::detail)
                .containsExactly(
                        State.PARTIAL,
                        "7 fit; the tightest limit is terminals (kernel.pty.max is 1052, VE0 takes 1024, a VE 4)");
        assertThat(find("room for VEs: terminals").remedy()).isEqualTo("vz setup");
        assertThat(find("room for VEs: memory").detail()).startsWith("1474 fit");
    }

    @Test
    void setupMakesTheRoomThatTheDoctorMisses() {
        Path node = directory.resolve("node");
        new Setup(copy.machine(), node, Path.of("/images"), (limit, command) -> Optional.empty()).prepare(1_200);

        assertThat(examine(1_200))
                .filteredOn(finding -> finding.state() != State.PRESENT)
                .extracting(Finding::name)
                .containsExactly("room for VEs", "room for VEs: disk");
    }

    @Test
    void limitsOfEachVeAreNamedWhenLow() {
        copy.sysctl("fs/inotify/max_user_instances", 16);

        assertThat(find("limits of each VE").detail())
                .isEqualTo("fs.inotify.max_user_instances is 16, an ordinary VE needs 64");
    }

    @Test
    void everyAbilityIsInTheBook() throws IOException {
        String book = Files.readString(Path.of("..", "docs", "kernel.md"));
        List<String> absent = new ArrayList<>();
        for (Ability ability : Ability.values()) {
            if (!book.contains("| " + ability.title() + " | " + ability.loss() + " |")) {
                absent.add(ability.title());
            }
        }

        assertThat(absent)
                .as("rows of docs/kernel.md: | title | loss | remedy |")
                .isEmpty();
    }

    private List<Finding> examine(int ves) {
        Programs installed =
                (Duration limit, List<String> command) -> Optional.ofNullable(programs.get(command.getFirst()));
        return new Doctor(copy.machine(), trials, installed, hierarchies, directory).examine(ves);
    }

    private Finding find(String name) {
        return examine(10).stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
