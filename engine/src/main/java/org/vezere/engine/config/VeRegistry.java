package org.vezere.engine.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The VEs of a node, as their configs tell.
///
/// Files are the truth and others write them too, so each look costs one `stat`; a file is read again only when its
/// inode, size or time of change differ. Safe for use by several threads.
public final class VeRegistry {
    private static final Pattern CONFIG = Pattern.compile("([1-9][0-9]{0,9})\\.conf");

    /// What a file looked like when it was read.
    private record Stamp(@Nullable Object inode, long size, FileTime modified) {}

    private record Cached(Stamp stamp, GlobalConfig global, VeConfig config) {}

    private record CachedGlobal(Stamp stamp, GlobalConfig config) {}

    private final NodePaths paths;
    private final Map<Ctid, Cached> cache = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CachedGlobal> cachedGlobal = new AtomicReference<>();

    /// The VEs of a node.
    public VeRegistry(NodePaths paths) {
        this.paths = paths;
    }

    /// vz.conf as it is now.
    ///
    /// @throws VezereException [FailureKind#NO_GLOBAL_CONFIG] when there is none
    public GlobalConfig global() {
        Path file = paths.globalConfig();
        Stamp stamp = stamp(file).orElseThrow(() -> new VezereException(FailureKind.NO_GLOBAL_CONFIG, file.toString()));
        CachedGlobal cached = cachedGlobal.get();
        if (cached != null && cached.stamp.equals(stamp)) {
            return cached.config;
        }
        GlobalConfig config = GlobalConfig.read(paths);
        cachedGlobal.set(new CachedGlobal(stamp, config));
        return config;
    }

    /// The numbers of all configs, ascending; 0 is no VE and is not among them.
    public List<Ctid> ctids() {
        List<Ctid> ctids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(paths.configs())) {
            for (Path file : files) {
                Matcher config = CONFIG.matcher(file.getFileName().toString());
                if (config.matches() && Long.parseLong(config.group(1)) <= Ctid.MAX) {
                    ctids.add(Ctid.parse(config.group(1)));
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new VezereException(FailureKind.SYSTEM, "Unable to read " + failure.getMessage(), failure);
        }
        ctids.sort(null);
        return ctids;
    }

    /// The config of a VE as it is now.
    ///
    /// @return nothing when it has none
    public Optional<VeConfig> find(Ctid ctid) {
        return find(ctid, global());
    }

    /// The config of a VE as it is now.
    ///
    /// @throws VezereException [FailureKind#NO_CONFIG] when it has none
    public VeConfig config(Ctid ctid) {
        return find(ctid).orElseThrow(() -> new VezereException(FailureKind.NO_CONFIG));
    }

    /// Whether a VE exists: both its config and its private area do.
    public boolean exists(Ctid ctid) {
        return find(ctid).filter(VeRegistry::hasPrivateArea).isPresent();
    }

    /// The configs of all VEs that exist, by number.
    public List<VeConfig> existing() {
        GlobalConfig global = global();
        List<Ctid> ctids = ctids();
        cache.keySet().retainAll(Set.copyOf(ctids));
        return ctids.stream()
                .flatMap(ctid -> find(ctid, global).stream())
                .filter(VeRegistry::hasPrivateArea)
                .collect(Collectors.toUnmodifiableList());
    }

    private Optional<VeConfig> find(Ctid ctid, GlobalConfig global) {
        Path file = paths.config(ctid);
        Optional<Stamp> stamp = stamp(file);
        if (stamp.isEmpty()) {
            cache.remove(ctid);
            return Optional.empty();
        }
        Cached cached = cache.get(ctid);
        if (cached != null && cached.stamp.equals(stamp.get()) && Objects.equals(cached.global, global)) {
            return Optional.of(cached.config);
        }
        Optional<VeConfig> config = ConfigFile.read(file).map(text -> new VeConfig(ctid, global, text));
        config.ifPresent(read -> cache.put(ctid, new Cached(stamp.get(), global, read)));
        return config;
    }

    /// A private area is a directory, or a link to one; what a config can't say where it is does not exist.
    private static boolean hasPrivateArea(VeConfig config) {
        try {
            return Files.isDirectory(config.privateArea());
        } catch (VezereException nowhere) {
            return false;
        }
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]);
            return Optional.of(new Stamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new VezereException(FailureKind.SYSTEM, "Unable to read " + failure.getMessage(), failure);
        }
    }
}
