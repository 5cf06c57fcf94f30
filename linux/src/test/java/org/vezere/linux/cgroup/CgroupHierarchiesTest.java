package org.vezere.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vezere.linux.cgroup.CgroupHierarchies.Fashion;

class CgroupHierarchiesTest {
    private static final String HYBRID = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            39 31 0:36 / /sys/fs/cgroup/my\\040pids rw,relatime - cgroup cgroup rw,pids
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            42 31 0:32 / /mnt/memory rw,relatime - cgroup cgroup rw,memory
            """;

    @Test
    void findsEachControllerOnItsOwn() {
        CgroupHierarchies found = CgroupHierarchies.parse(HYBRID, "cpuset io hugetlb\n");

        assertThat(found.fashion()).isEqualTo(Fashion.HYBRID);
        assertThat(found.v1())
                .containsEntry(Controller.CPU, "/sys/fs/cgroup/cpu,cpuacct")
                .containsEntry(Controller.CPUACCT, "/sys/fs/cgroup/cpu,cpuacct")
                .containsEntry(Controller.MEMORY, "/sys/fs/cgroup/memory")
                .containsEntry(Controller.PIDS, "/sys/fs/cgroup/my pids")
                .hasSize(4);
        assertThat(found.unified()).contains("/sys/fs/cgroup/unified");
        assertThat(found.home(Controller.MEMORY)).isEqualTo(Home.V1);
        assertThat(found.home(Controller.IO)).isEqualTo(Home.V2);
        assertThat(found.home(Controller.DEVICES)).isEqualTo(Home.NONE);
    }

    @Test
    void findsAUnifiedMachine() {
        CgroupHierarchies found = CgroupHierarchies.parse(
                "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n",
                "cpuset cpu io memory hugetlb pids rdma misc\n");

        assertThat(found.fashion()).isEqualTo(Fashion.UNIFIED);
        assertThat(found.unifiedControllers())
                .containsExactlyInAnyOrder(
                        Controller.CPUSET, Controller.CPU, Controller.IO, Controller.MEMORY, Controller.PIDS);
    }

    @Test
    void skipsWhatIsNoMountLine() {
        CgroupHierarchies found = CgroupHierarchies.parse("\n - \nx - cgroup2\n1 2 3 4\n", "");

        assertThat(found.unified()).isEmpty();
        assertThat(found.v1()).isEmpty();
    }

    @Test
    void refusesNamesThatLeaveTheTree() {
        CgroupHierarchies none = CgroupHierarchies.parse("", "");

        for (String path : new String[] {"", "/", "a//b", "../x", "a/..", "/a"}) {
            assertThatThrownBy(() -> CgroupTree.open(none, path)).as(path).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CgroupTree.open(none, "a").group("../b")).isInstanceOf(IllegalArgumentException.class);
    }
}
