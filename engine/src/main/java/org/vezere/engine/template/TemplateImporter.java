package org.vezere.engine.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.files.Reason;
import org.vezere.engine.files.StagedFile;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Takes archives from elsewhere into the cache: old OpenVZ templates, other distributions' root archives.
public final class TemplateImporter {
    private final TemplateCache cache;
    private final FreeSpace space;

    /// @param space tells how much an archive may need when unpacked
    public TemplateImporter(TemplateCache cache, FreeSpace space) {
        this.cache = cache;
        this.space = space;
    }

    /// Copies an archive into the cache and checks the copy, header by header, before it appears there.
    ///
    /// The check is done on the copy, so that nobody can change the file between check and use.
    ///
    /// @param source a tar archive: plain, gzip, bzip2, xz or zstd, told by its content
    /// @param name the template's name
    /// @throws VezereException [FailureKind#BAD_TEMPLATE] or [FailureKind#NO_SPACE], and the cache is as it was;
    ///     [FailureKind#BAD_PARAMETER] when a template of that name is there
    public Template add(Path source, String name) {
        if (cache.find(name).isPresent()) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, "OS template " + name + " exists already: remove it first");
        }
        try {
            return copyChecked(source, name);
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.BAD_TEMPLATE, "Template archive " + source + " cannot be imported: " + Reason.of(e), e);
        }
    }

    private Template copyChecked(Path source, String name) throws IOException {
        if (!Files.isRegularFile(source)) {
            throw new VezereException(FailureKind.BAD_TEMPLATE, "Template archive " + source + " is not a file");
        }
        Path target = cache.file(name, Compression.of(source));
        try (StagedFile staged = StagedFile.of(target)) {
            space.require(staged.path(), Files.size(source));
            Files.copy(source, staged.path(), StandardCopyOption.REPLACE_EXISTING);
            ArchiveCheck.check(staged.path(), ArchiveLimits.ofBytes(space.usable(staged.path())));
            staged.commit();
        }
        return cache.require(name);
    }
}
