package org.vezere.engine.template;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.files.Reason;
import org.vezere.engine.files.Trees;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// Templates, each unpacked once: `$TEMPLATE/layers/NAME-DIGEST/root`.
///
/// A layer is unpacked as `NAME-DIGEST.tmp` and renamed when it is complete and on disk; what a crash left
/// half-made is removed by the next one who wants that layer. Several who want the same layer, in one process
/// or in several, wait for one unpacking. Nothing ever writes into a complete layer.
public final class TemplateLayers {
    private static final String UNDER_WAY = ".tmp";
    private static final String SOURCE = "source";
    private static final String ROOT = "root";
    private static final String LOCK = ".lock";

    /// File locks are held by the process, so its own threads need a lock of theirs. Keys are lock files.
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path directory;
    private final FreeSpace space;

    /// @param directory `$TEMPLATE/layers`, made with mode 0700 when first needed
    public TemplateLayers(Path directory, FreeSpace space) {
        this.directory = directory.toAbsolutePath().normalize();
        this.space = space;
    }

    /// The layer of a template, unpacked now if it is not there yet.
    ///
    /// @throws VezereException [FailureKind#BAD_TEMPLATE] or [FailureKind#NO_SPACE], and nothing half-made stays
    public TemplateLayer of(Template template) {
        try {
            LayerSource source = LayerSource.of(template.file());
            Optional<TemplateLayer> known = known(template.name(), source);
            return known.isPresent() ? known.get() : unpackOnce(template);
        } catch (IOException e) {
            throw new VezereException(
                    FailureKind.BAD_TEMPLATE,
                    "OS template " + template.name() + " cannot be unpacked: " + Reason.of(e),
                    e);
        }
    }

    /// A layer by its id, if it is there.
    public Optional<TemplateLayer> find(String id) {
        Template.checkName(id);
        Path root = directory.resolve(id).resolve(ROOT);
        return Files.isDirectory(root) && !id.endsWith(UNDER_WAY)
                ? Optional.of(new TemplateLayer(id, root))
                : Optional.empty();
    }

    /// All complete layers, by id.
    public List<TemplateLayer> list() throws IOException {
        return names().stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /// The layers that were unpacked from archives of one template name.
    public List<TemplateLayer> ofName(String template) throws IOException {
        return list().stream()
                .filter(layer -> layer.id().equals(template + "-" + digestPart(layer.id())))
                .toList();
    }

    /// Deletes a layer on which no VE stands any more.
    public void remove(TemplateLayer layer) throws IOException {
        Path gone = directory.resolve(layer.id() + UNDER_WAY);
        try (Lock _ = lock(layer.id())) {
            Trees.delete(gone);
            Files.move(directory.resolve(layer.id()), gone, StandardCopyOption.ATOMIC_MOVE);
            Trees.delete(gone);
        }
    }

    private Optional<TemplateLayer> known(String template, LayerSource source) throws IOException {
        for (TemplateLayer layer : ofName(template)) {
            if (LayerSource.read(layer.root().resolveSibling(SOURCE)).equals(Optional.of(source))) {
                return Optional.of(layer);
            }
        }
        return Optional.empty();
    }

    private TemplateLayer unpackOnce(Template template) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        LayerSource source = LayerSource.of(template.file());
        String id = template.name() + "-" + Digest.ofFile(template.file());
        try (Lock _ = lock(id)) {
            Optional<TemplateLayer> there = find(id);
            if (there.isEmpty()) {
                unpack(template, id, source);
            } else {
                source.write(there.get().root().resolveSibling(SOURCE));
            }
        }
        return find(id).orElseThrow(() -> new NoSuchFileException(id));
    }

    private void unpack(Template template, String id, LayerSource source) throws IOException {
        Path underWay = directory.resolve(id + UNDER_WAY);
        Trees.delete(underWay);
        try {
            Path jail = Files.createDirectories(underWay.resolve("jail"));
            Path root = Files.createDirectory(underWay.resolve(ROOT));
            ConfinedTar.unpack(template.file(), jail, root, ArchiveLimits.ofBytes(space.usable(directory)));
            Files.delete(jail);
            SystemTree.requireInit(root, template.name());
            source.write(underWay.resolve(SOURCE));
            // Without this a power cut could leave the renamed directory full of empty files.
            ExternalTool.of("sync", "--file-system", underWay.toString()).run();
            Files.move(underWay, directory.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(underWay);
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Template.isName(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    private static String digestPart(String id) {
        return id.substring(id.lastIndexOf('-') + 1);
    }

    private Lock lock(String id) throws IOException {
        Path file = directory.resolve("." + id + LOCK);
        ReentrantLock threads = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        threads.lock();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Lock(file, threads, channel, channel.lock());
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    /// Held while a layer is made or removed.
    private record Lock(Path file, ReentrantLock threads, FileChannel channel, FileLock processes)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (channel) {
                processes.release();
            } finally {
                threads.unlock();
            }
        }
    }
}
