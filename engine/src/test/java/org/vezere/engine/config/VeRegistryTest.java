package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.Ctid;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;

class VeRegistryTest {
    @TempDir
    Path directory;

    private Box box;
    private VeRegistry registry;

    @BeforeEach
    void box() {
        box = new Box(directory);
        registry = new VeRegistry(box.paths());
    }

    @Test
    void configsAreVesByNumber() {
        for (String name : new String[] {"102", "9", "2147483644", "2147483645", "0101", "x", "vps"}) {
            box.write(box.paths().configs().resolve(name + ".conf"), "");
        }

        assertThat(registry.ctids()).containsExactly(new Ctid(9), new Ctid(102), new Ctid(Ctid.MAX));
    }

    @Test
    void aVeExistsWithConfigAndPrivateArea() throws Exception {
        assertThat(registry.exists(Box.CTID)).isFalse();
        box.write(box.paths().config(Box.CTID), "");
        assertThat(registry.exists(Box.CTID)).isFalse();
        Files.createDirectories(directory.resolve("vz/private/101"));

        assertThat(registry.exists(Box.CTID)).isTrue();
        assertThat(registry.existing()).extracting(VeConfig::ctid).containsExactly(Box.CTID);
    }

    @Test
    void aConfigIsReadAgainOnlyWhenItChanged() throws Exception {
        box.write(box.paths().config(Box.CTID), "CPUS=\"1\"\n");
        VeConfig first = registry.config(Box.CTID);

        assertThat(registry.config(Box.CTID)).isSameAs(first);
        ConfigFile.save(first.file(), first.text().with(Parameter.CPUS, "2"));
        assertThat(registry.config(Box.CTID).number(Parameter.CPUS)).isEqualTo(2);
        Files.delete(first.file());
        assertThat(registry.find(Box.CTID)).isEmpty();
    }

    @Test
    void theNodesDefaultsReachKnownVes() {
        box.write(box.paths().config(Box.CTID), "");
        assertThat(registry.config(Box.CTID).number(Parameter.CPUS)).isZero();

        ConfigFile.save(box.paths().globalConfig(), box.global().text().with(Parameter.CPUS, "3"));

        assertThat(registry.config(Box.CTID).number(Parameter.CPUS)).isEqualTo(3);
    }

    @Test
    void missingConfigsHaveTheReferencesWords() {
        assertThatThrownBy(() -> registry.config(Box.CTID))
                .isInstanceOf(VezereException.class)
                .hasMessage("Container config file does not exist");
        VeRegistry nowhere = new VeRegistry(new NodePaths(directory.resolve("none")));
        assertThat(nowhere.ctids()).isEmpty();
        assertThatThrownBy(nowhere::global).isInstanceOf(VezereException.class).hasMessageContaining("vz.conf");
    }
}
