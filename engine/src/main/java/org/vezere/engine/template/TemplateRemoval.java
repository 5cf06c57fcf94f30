package org.vezere.engine.template;

import java.io.IOException;
import java.util.List;
import org.vezere.engine.files.Reason;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Takes templates out of the cache, with the layers that were unpacked from them.
public final class TemplateRemoval {
    private final TemplateCache cache;
    private final TemplateLayers layers;
    private final LayerUsers users;

    /// @param users tells which VEs stand on a layer
    public TemplateRemoval(TemplateCache cache, TemplateLayers layers, LayerUsers users) {
        this.cache = cache;
        this.layers = layers;
        this.users = users;
    }

    /// Tells which VEs stand on a layer.
    @FunctionalInterface
    public interface LayerUsers {
        /// The VEs whose private areas name this layer.
        List<Ctid> of(TemplateLayer layer);
    }

    /// Removes a template: all archives of its name and all layers.
    ///
    /// @throws VezereException [FailureKind#NO_OSTEMPLATE_FILE], or [FailureKind#BAD_PARAMETER] naming the VEs that
    ///     stand on it; then nothing was removed
    public void remove(String name) {
        cache.require(name);
        try {
            for (TemplateLayer layer : layers.ofName(name)) {
                requireUnused(name, layer);
            }
            cache.delete(name);
            removeLayers(name);
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.SYSTEM, "OS template " + name + " cannot be removed: " + Reason.of(e), e);
        }
    }

    /// Removes the layers of older archives of a template on which no VE stands any more, as after a rebuild.
    public void removeStale(String name, TemplateLayer current) throws IOException {
        for (TemplateLayer layer : layers.ofName(name)) {
            if (!layer.equals(current) && users.of(layer).isEmpty()) {
                layers.remove(layer);
            }
        }
    }

    private void removeLayers(String name) throws IOException {
        for (TemplateLayer layer : layers.ofName(name)) {
            layers.remove(layer);
        }
    }

    private void requireUnused(String name, TemplateLayer layer) {
        List<Ctid> standing = users.of(layer);
        if (!standing.isEmpty()) {
            List<String> shown = standing.stream().limit(5).map(Ctid::toString).toList();
            String more = standing.size() > shown.size() ? " and " + (standing.size() - shown.size()) + " more" : "";
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    "OS template " + name + " is in use by container " + String.join(", ", shown) + more);
        }
    }
}
