package org.vezere.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.engine.files.FreeSpace;
import org.vezere.model.Ctid;

class TemplateRemovalTest {
    @TempDir
    Path directory;

    private TemplateCache cache;
    private TemplateLayers layers;

    @BeforeEach
    void openCache() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "unpacking sets owners");
        cache = new TemplateCache(Files.createDirectory(directory.resolve("cache")));
        layers = new TemplateLayers(directory.resolve("layers"), new FreeSpace(0));
        TarMaker.system().write(cache.directory().resolve("small.tar"));
    }

    @Test
    void removesArchiveAndLayers() throws IOException {
        layers.of(cache.require("small"));

        new TemplateRemoval(cache, layers, layer -> List.of()).remove("small");

        assertThat(cache.list()).isEmpty();
        assertThat(layers.list()).isEmpty();
    }

    @Test
    void refusesWhileVesStandOnIt() throws IOException {
        TemplateLayer used = layers.of(cache.require("small"));
        List<Ctid> ves = IntStream.rangeClosed(101, 107).mapToObj(Ctid::new).toList();

        assertThatThrownBy(() -> new TemplateRemoval(cache, layers, layer -> ves).remove("small"))
                .hasMessage("OS template small is in use by container 101, 102, 103, 104, 105 and 2 more");
        assertThat(cache.find("small")).isPresent();
        assertThat(layers.list()).containsExactly(used);
    }

    @Test
    void keepsTheCurrentLayerAndThoseInUse() throws IOException {
        TemplateLayer unused = layers.of(cache.require("small"));
        TarMaker.system().file("./2", "x").write(cache.directory().resolve("small.tar"));
        TemplateLayer used = layers.of(cache.require("small"));
        TarMaker.system().file("./3", "x").write(cache.directory().resolve("small.tar"));
        TemplateLayer current = layers.of(cache.require("small"));

        new TemplateRemoval(cache, layers, layer -> layer.equals(used) ? List.of(new Ctid(101)) : List.of())
                .removeStale("small", current);

        assertThat(layers.list()).containsExactlyInAnyOrder(used, current).doesNotContain(unused);
    }

    @Test
    void aTemplateThatIsNotThereIsTold() {
        assertThatThrownBy(() -> new TemplateRemoval(cache, layers, layer -> List.of()).remove("none"))
                .hasMessageContaining("/none.tar[.gz|.bz2|.xz] not found");
    }
}
