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
import org.vezere.model.TemplateBuild;
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

    /// The recipes, each called as the template that it makes when nothing else is asked for.
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(BUSYBOX_TEMPLATE);
        Arrays.stream(DebianRelease.values()).map(DebianRelease::template).forEach(names::add);
        return List.copyOf(names);
    }

    /// Builds a template and puts it into the cache as `NAME.tar.zst`; an older one of that name is replaced at
    /// once at the end. VEs that stand on the older one are not touched.
    ///
    /// @param build its recipe is one of [#names]; a recipe's name is kept for what is made by that recipe
    /// @param progress hears one line for each step
    /// @throws VezereException when it is not known or can't be built; the cache is then as it was
    public Template build(TemplateBuild build, Consumer<String> progress) {
        try {
            return build(build.name(), recipe(build), progress);
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.SYSTEM, "OS template " + build.name() + " cannot be built: " + Reason.of(e), e);
        }
    }

    private Recipe recipe(TemplateBuild build) throws IOException {
        Template.checkName(build.name());
        String wanted = build.recipe();
        if (!wanted.equals(build.name()) && names().contains(build.name())) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    "Bad OS template name " + build.name() + " for a template made from " + wanted
                            + ": it is the name of another recipe");
        }
        if (wanted.equals(BUSYBOX_TEMPLATE)) {
            return busybox(build);
        }
        for (DebianRelease release : DebianRelease.values()) {
            if (release.template().equals(wanted)) {
                Optional<String> mirror = build.mirror();
                DebianMirror source =
                        mirror.isPresent() ? DebianMirror.given(mirror.get()) : DebianMirror.ofMachine(APT);
                return new DebianRecipe(release, build.packages(), source, Files.createDirectories(cache.directory()));
            }
        }
        Template.checkName(wanted);
        throw new VezereException(
                FailureKind.BAD_PARAMETER,
                "No recipe for OS template " + wanted + ": " + String.join(", ", names())
                        + " can be built, and others made from them with --from");
    }

    private static Recipe busybox(TemplateBuild build) {
        if (!build.packages().isEmpty()) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER,
                    "OS template " + build.name() + " cannot include " + String.join(", ", build.packages())
                            + ": busybox is one program, without packages");
        }
        return new BusyboxRecipe(BUSYBOX);
    }

    private Template build(String name, Recipe recipe, Consumer<String> progress) throws IOException {
        Path target = cache.file(name, Compression.ZSTD);
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
        cache.keepOnly(name, Compression.ZSTD);
        return cache.require(name);
    }
}
