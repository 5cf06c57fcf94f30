package org.vezere.daemon.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeRegistry;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.layout.OverlayLayout;
import org.vezere.engine.template.Template;
import org.vezere.engine.template.TemplateBuilder;
import org.vezere.engine.template.TemplateCache;
import org.vezere.engine.template.TemplateImporter;
import org.vezere.engine.template.TemplateLayer;
import org.vezere.engine.template.TemplateLayers;
import org.vezere.engine.template.TemplateRemoval;
import org.vezere.model.FailureKind;
import org.vezere.model.TemplateBuild;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VezereException;

/// The OS templates of the node, where vz.conf says that they are.
final class NodeTemplates {
    private final VeRegistry registry;

    NodeTemplates(VeRegistry registry) {
        this.registry = registry;
    }

    List<TemplateInfo> list() {
        TemplateCache cache = cache();
        TemplateLayers layers = layers();
        Map<String, Integer> users = users();
        return cache.list().stream()
                .map(template -> new TemplateInfo(
                        template.name(),
                        template.file().toString(),
                        template.bytes(),
                        template.modified(),
                        users(layers, template, users)))
                .toList();
    }

    void build(TemplateBuild build, Consumer<String> progress) {
        Template template = new TemplateBuilder(cache(), FreeSpace.usual()).build(build, progress);
        progress.accept("Unpacking " + template.name());
        TemplateLayer current = layers().of(template);
        try {
            removal().removeStale(build.name(), current);
        } catch (IOException failure) {
            throw new VezereException(
                    FailureKind.SYSTEM, "older layers of " + build.name() + " stay: " + failure, failure);
        }
    }

    void add(Path archive, String name) {
        new TemplateImporter(cache(), FreeSpace.usual()).add(archive, name);
    }

    void remove(String name) {
        removal().remove(name);
    }

    private TemplateRemoval removal() {
        return new TemplateRemoval(
                cache(),
                layers(),
                layer -> registry.existing().stream()
                        .filter(config -> layerOf(config).equals(Optional.of(layer.id())))
                        .map(VeConfig::ctid)
                        .toList());
    }

    private Map<String, Integer> users() {
        Map<String, Integer> users = new HashMap<>();
        for (VeConfig config : registry.existing()) {
            layerOf(config).ifPresent(layer -> users.merge(layer, 1, Integer::sum));
        }
        return users;
    }

    private static int users(TemplateLayers layers, Template template, Map<String, Integer> users) {
        try {
            return layers.ofName(template.name()).stream()
                    .mapToInt(layer -> users.getOrDefault(layer.id(), 0))
                    .sum();
        } catch (IOException failure) {
            throw new VezereException(
                    FailureKind.SYSTEM, "layers of " + template.name() + " cannot be read: " + failure, failure);
        }
    }

    /// A private area of another layout stands on no layer.
    private static Optional<String> layerOf(VeConfig config) {
        try {
            return Optional.of(OverlayLayout.layerOf(config.privateArea()));
        } catch (VezereException other) {
            return Optional.empty();
        }
    }

    private TemplateCache cache() {
        return new TemplateCache(registry.global().templateDirectory().resolve("cache"));
    }

    private TemplateLayers layers() {
        return new TemplateLayers(registry.global().templateDirectory().resolve("layers"), FreeSpace.usual());
    }
}
