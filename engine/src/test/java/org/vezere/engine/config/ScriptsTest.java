package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.DistributionConfig.Action;

class ScriptsTest {
    @TempDir
    Path directory;

    @Test
    void scriptsRunInTheOrderOfTheReference() throws Exception {
        for (String suffix : List.of("premount", "mount", "start", "stop", "umount", "postumount", "create")) {
            executable("vps." + suffix);
            executable("101." + suffix);
            executable("102." + suffix);
        }
        ActionScripts scripts = new ActionScripts(directory);

        assertThat(names(scripts, Moment.BEFORE_MOUNT)).containsExactly("vps.premount", "101.premount");
        assertThat(names(scripts, Moment.MOUNT)).containsExactly("vps.mount", "101.mount");
        assertThat(names(scripts, Moment.START)).containsExactly("101.start");
        assertThat(names(scripts, Moment.STOP)).containsExactly("101.stop");
        assertThat(names(scripts, Moment.UNMOUNT)).containsExactly("101.umount", "vps.umount");
        assertThat(names(scripts, Moment.AFTER_UNMOUNT)).containsExactly("101.postumount", "vps.postumount");
        assertThat(names(scripts, Moment.CREATE)).containsExactly("vps.create");
        assertThat(scripts.ofVe(Box.CTID)).hasSize(6);
        assertThat(Moment.START.insideVe()).isTrue();
        assertThat(Moment.MOUNT.insideVe()).isFalse();
    }

    @Test
    void onlyExecutableFilesRun() throws Exception {
        Files.writeString(directory.resolve("101.mount"), "");
        Files.createDirectory(directory.resolve("vps.mount"));
        ActionScripts scripts = new ActionScripts(directory);

        assertThat(scripts.find(Box.CTID, Moment.MOUNT)).isEmpty();
        assertThat(scripts.ofVe(Box.CTID)).hasSize(1);
    }

    @Test
    void theLongestPartOfATemplatesNameCounts() throws Exception {
        for (String name : List.of("debian-12.0-x86_64", "debian-12.0", "debian", "default")) {
            Files.writeString(directory.resolve(name + ".conf"), "ADD_IP=" + name + ".sh\n");
        }

        assertThat(found("debian-12.0-x86_64")).isEqualTo("debian-12.0-x86_64.conf");
        assertThat(found("debian-12.0-x86_64-minimal")).isEqualTo("debian-12.0-x86_64.conf");
        assertThat(found("debian-12.0-arm64")).isEqualTo("debian-12.0.conf");
        assertThat(found("debian-11")).isEqualTo("debian.conf");
        assertThat(found("vendor/debian-11")).isEqualTo("debian.conf");
        assertThat(found("centos-6-x86")).isEqualTo("default.conf");
        assertThat(found("")).isEqualTo("default.conf");
        assertThat(found("../debian")).isEqualTo("debian.conf");
    }

    @Test
    void withoutADefaultThereMayBeNone() {
        assertThat(DistributionConfig.find(directory, "debian-12")).isEmpty();
    }

    @Test
    void scriptsLieBesideTheConfig() throws Exception {
        Files.writeString(
                directory.resolve("default.conf"), "ADD_IP=add.sh\nSET_DNS=../evil.sh\nPOST_CREATE=\nOTHER=x.sh\n");

        DistributionConfig config = DistributionConfig.find(directory, "x").orElseThrow();

        assertThat(config.script(Action.ADD_IP)).contains(directory.resolve("scripts/add.sh"));
        assertThat(config.scripts()).hasSize(1);
        assertThat(config.script(Action.SET_DNS)).isEmpty();
    }

    private String found(String template) {
        return DistributionConfig.find(directory, template)
                .orElseThrow()
                .file()
                .getFileName()
                .toString();
    }

    private static List<String> names(ActionScripts scripts, Moment moment) {
        return scripts.find(Box.CTID, moment).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private void executable(String name) throws IOException {
        Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
}
