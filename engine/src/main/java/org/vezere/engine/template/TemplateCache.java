package org.vezere.engine.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The OS templates of a node: `NAME.tar`, `NAME.tar.gz`, `.bz2`, `.xz` or `.zst` in one directory.
///
/// The files are the truth, as in OpenVZ: an administrator may copy archives here and delete them by hand.
public final class TemplateCache {
    private static final String TAR = ".tar";

    private final Path directory;

    /// @param directory `$TEMPLATE/cache`; it need not exist
    public TemplateCache(Path directory) {
        this.directory = directory;
    }

    /// Where the archives lie.
    public Path directory() {
        return directory;
    }

    /// All templates, by name. Of several archives of one name only the one that would be used is listed.
    public List<Template> list() {
        List<Template> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                nameOf(file.getFileName().toString())
                        .filter(name ->
                                find(name).filter(it -> it.file().equals(file)).isPresent())
                        .flatMap(this::find)
                        .ifPresent(found::add);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("templates in " + directory + " cannot be listed", e);
        }
        found.sort(Comparator.comparing(Template::name));
        return List.copyOf(found);
    }

    /// The template of a name: the first that exists of `.tar`, `.tar.gz`, `.tar.bz2`, `.tar.xz`, `.tar.zst`.
    public Optional<Template> find(String name) {
        Template.checkName(name);
        for (Compression compression : Compression.values()) {
            Path file = file(name, compression);
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    return Optional.of(new Template(
                            name,
                            file,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                }
            } catch (NoSuchFileException missing) {
                // Looked for under the next suffix.
            } catch (IOException e) {
                throw new UncheckedIOException("template " + file + " cannot be read", e);
            }
        }
        return Optional.empty();
    }

    /// The template of a name that must be there.
    ///
    /// @throws VezereException [FailureKind#NO_OSTEMPLATE_FILE]; its words are the reference's, which knew no
    ///     zstd
    public Template require(String name) {
        return find(name)
                .orElseThrow(() -> new VezereException(
                        FailureKind.NO_OSTEMPLATE_FILE, directory.resolve(name + TAR) + "[.gz|.bz2|.xz]"));
    }

    /// Where the archive of a template lies or would lie.
    Path file(String name, Compression compression) {
        return directory.resolve(name + TAR + compression.suffix());
    }

    /// Deletes all archives of a name.
    void delete(String name) throws IOException {
        Template.checkName(name);
        for (Compression compression : Compression.values()) {
            Files.deleteIfExists(file(name, compression));
        }
    }

    /// Deletes the archives of a name that are compressed otherwise and would be found first.
    void keepOnly(String name, Compression kept) throws IOException {
        for (Compression compression : Compression.values()) {
            if (compression != kept) {
                Files.deleteIfExists(file(name, compression));
            }
        }
    }

    private static Optional<String> nameOf(String file) {
        for (Compression compression : Compression.values()) {
            String suffix = TAR + compression.suffix();
            if (file.endsWith(suffix) && Template.isName(file.substring(0, file.length() - suffix.length()))) {
                return Optional.of(file.substring(0, file.length() - suffix.length()));
            }
        }
        return Optional.empty();
    }
}
