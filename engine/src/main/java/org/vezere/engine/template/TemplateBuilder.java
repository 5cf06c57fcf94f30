package org.vezere.engine.template;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.files.Reason;
import org.vezere.engine.files.StagedFile;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Builds templates from what the machine has: Debian from its package mirror, busybox from its own busybox.
public final class TemplateBuilder {
    /// Installed, a Debian needs 300 MB, its archive another 80.
    private static final long ROOM = 512L << 20;

    private static final Path APT = Path.of("/etc/apt");
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final String BUSYBOX_TEMPLATE = "busybox";

    private final TemplateCache cache;
    private final FreeSpace space;

    /// @param cache where the templates go; systems are installed beside them before they are packed
    public TemplateBuilder(TemplateCache cache, FreeSpace space) {
        this.cache = cache;
        this.space = space;
    }

    /// The templates that can be built.
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(BUSYBOX_TEMPLATE);
        Arrays.stream(DebianRelease.values()).map(DebianRelease::template).forEach(names::add);
        return List.copyOf(names);
    }

    /// Builds a template and puts it into the cache as `NAME.tar.zst`; an older one of that name is replaced at
    /// once at the end. VEs that stand on the older one are not touched.
    ///
    /// @param name one of [#names]
    /// @param mirror address of a Debian mirror; without one the mirror of this machine's apt
    /// @param progress hears one line for each step
    /// @throws VezereException when it is not known or can't be built; the cache is then as it was
    public Template build(String name, Optional<String> mirror, Consumer<String> progress) {
        try {
            return build(recipe(name, mirror), progress);
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.SYSTEM, "OS template " + name + " cannot be built: " + Reason.of(e), e);
        }
    }

    private Recipe recipe(String name, Optional<String> mirror) throws IOException {
        if (name.equals(BUSYBOX_TEMPLATE)) {
            return new BusyboxRecipe(BUSYBOX);
        }
        for (DebianRelease release : DebianRelease.values()) {
            if (release.template().equals(name)) {
                DebianMirror source =
                        mirror.isPresent() ? DebianMirror.given(mirror.get()) : DebianMirror.ofMachine(APT);
                return new DebianRecipe(release, source, Files.createDirectories(cache.directory()));
            }
        }
        Template.checkName(name);
        throw new VezereException(
                FailureKind.BAD_PARAMETER,
                "No recipe for OS template " + name + ": " + String.join(", ", names()) + " can be built");
    }

    private Template build(Recipe recipe, Consumer<String> progress) throws IOException {
        Path target = cache.file(recipe.template(), Compression.ZSTD);
        try (StagedFile staged = StagedFile.of(target)) {
            space.require(staged.path(), ROOM);
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(staged.path()), 1 << 16);
                    OutputStream archive = new ZstdOutputStream(file)) {
                recipe.write(archive, progress);
            }
            // What we make ourselves has to pass the same gate as what others bring.
            ArchiveCheck.check(staged.path(), ArchiveLimits.ofBytes(space.usable(staged.path())));
            staged.commit();
        }
        cache.keepOnly(recipe.template(), Compression.ZSTD);
        return cache.require(recipe.template());
    }
}
