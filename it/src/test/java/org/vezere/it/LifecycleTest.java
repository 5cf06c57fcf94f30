package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The life of a VE in the words of the reference, byte by byte.
class LifecycleTest {
    private static Box box;

    @BeforeAll
    static void makeNode() {
        box = Box.with("busybox");
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    void createStartStopDestroySayWhatTheReferenceSays() {
        assertThat(box.vzctl("status", "201").ok().out()).isEqualTo("CTID 201 deleted unmounted down\n");

        assertThat(box.vzctl("create", "201", "--ostemplate", "busybox", "--ipadd", "198.51.100.201", "--hostname", "v")
                        .ok()
                        .lines())
                .containsExactly(
                        "Creating container private area (busybox)",
                        "Performing postcreate actions",
                        "CT configuration saved to " + box.path("etc/vz/conf/201.conf"),
                        "Container private area was created");
        assertThat(box.vzctl("status", "201").out()).isEqualTo("CTID 201 exist unmounted down\n");

        assertThat(box.vzctl("start", "201").ok().lines())
                .containsExactly(
                        "Starting container...",
                        "Container is mounted",
                        "Adding IP address(es): 198.51.100.201",
                        "Setting CPU units: 1000",
                        "Container start in progress...");
        assertThat(box.vzctl("status", "201").out()).isEqualTo("CTID 201 exist mounted running\n");
        box.vzctl("start", "201").fails(32, "Container is already running");
        box.vzctl("destroy", "201").fails(32, "Container is currently running. Stop it first.");

        assertThat(box.vzctl("stop", "201").ok().lines())
                .containsExactly("Stopping container ...", "Container was stopped", "Container is unmounted");
        assertThat(box.vzctl("stop", "201").ok().err()).isEqualTo("Unable to stop: container is not running\n");

        assertThat(box.vzctl("destroy", "201").ok().lines())
                .containsExactly(
                        "Destroying container private area: " + box.path("vz/private/201"),
                        "Container private area was destroyed");
        assertThat(box.vzctl("status", "201").out()).isEqualTo("CTID 201 deleted unmounted down\n");
        assertThat(Files.exists(box.path("etc/vz/conf/201.conf.destroyed"))).isTrue();
    }

    @Test
    void mountShowsTheFilesAndUmountHidesThem() {
        box.busybox(202);

        assertThat(box.vzctl("mount", "202").ok().out()).isEqualTo("Container is mounted\n");
        assertThat(box.vzctl("status", "202").out()).isEqualTo("CTID 202 exist mounted down\n");
        assertThat(box.path("vz/root/202/sbin/init")).exists();
        assertThat(box.vzctl("mount", "202").ok().err()).isEqualTo("Container is already mounted\n");
        box.vzctl("destroy", "202").fails(41, "Container is currently mounted (umount first)");
        assertThat(box.vzctl("umount", "202").ok().out()).isEqualTo("Container is unmounted\n");
        assertThat(box.path("vz/root/202/sbin/init")).doesNotExist();
        box.vzctl("umount", "202").fails(40, "CT is not mounted");

        box.vzctl("destroy", "202").ok();
    }

    @Test
    void whatAVeWritesIsThereAfterARestart() {
        box.runningBusybox(203);
        box.vzctl("exec", "203", "echo kept > /root/file").ok();

        assertThat(box.vzctl("restart", "203").ok().lines()).first().isEqualTo("Restarting container");

        assertThat(box.vzctl("exec", "203", "cat", "/root/file").ok().out()).isEqualTo("kept\n");
        box.vzctl("stop", "203").ok();
        box.vzctl("destroy", "203").ok();
    }
}
