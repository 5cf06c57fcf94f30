package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.distribution.Distribution;
import org.vezere.engine.distribution.ResolverSettings;
import org.vezere.engine.distribution.VenetSettings;
import org.vezere.engine.network.DefaultRoutes;
import org.vezere.engine.network.Venet;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.mount.MountTree;
import org.vezere.linux.path.ConfinedRoot;
import org.vezere.linux.path.FileIdentity;
import org.vezere.model.Ctid;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.IpAddress;

/// Writes what the config says into the VE's own files: host name, hosts, resolver, interfaces.
///
/// What was written last is remembered on VE0, and a start writes again only when the config, or what is
/// inherited from VE0, says something else since: mounting the files for that costs more than the rest of a
/// start.
final class SettingsOfVe {
    private static final Path NODE_RESOLVER = Path.of("/etc/resolv.conf");

    private final Path memory;
    private final String identity;

    /// @param memory a directory that outlives restarts of the machine
    /// @param identity what [VeConfig#netifs] takes
    SettingsOfVe(Path memory, String identity) {
        this.memory = memory;
        this.identity = identity;
    }

    /// Whether there is something to write.
    boolean areNew(VeConfig config) {
        try {
            return !Files.readString(file(config.ctid())).equals(words(config));
        } catch (NoSuchFileException never) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Writes into the files of a VE that does not run.
    ///
    /// @param files the VE's files with the ids they have on disk
    void write(VeConfig config, MountTree files, Consumer<Notice> notices) {
        try (ConfinedRoot root = new ConfinedRoot(files.descriptor().duplicate())) {
            apply(config, root, notices);
        }
        remember(config);
    }

    /// Writes into the files of a running VE, as its root.
    void write(VeConfig config, RunningVe ve, Consumer<Notice> notices) {
        Fd directory = OpenFile.at("/proc/" + ve.init().pid() + "/root", OpenFlag.PATH, OpenFlag.DIRECTORY);
        try (ConfinedRoot root = new ConfinedRoot(directory)) {
            int base = ve.state().range().base();
            FileIdentity.runAs(base, base, () -> apply(config, root, notices));
        }
        remember(config);
    }

    /// Forgets a VE that is no more.
    void forget(Ctid ctid) {
        try {
            Files.deleteIfExists(file(ctid));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void apply(VeConfig config, ConfinedRoot root, Consumer<Notice> notices) {
        Distribution distribution =
                new Distribution(root, warning -> notices.accept(Notice.of(NoticeKind.WARNING, warning)));
        hostname(config)
                .ifPresent(name -> distribution.setHostname(
                        name, config.addresses().stream().findFirst()));
        ResolverSettings resolver = resolver(config);
        if (!resolver.nameServers().isEmpty() || !resolver.searchDomains().isEmpty()) {
            distribution.setResolver(resolver);
        }
        distribution.setVenet(venet(config));
    }

    private static Optional<String> hostname(VeConfig config) {
        return config.value(Parameter.HOSTNAME).filter(name -> !name.isEmpty());
    }

    private VenetSettings venet(VeConfig config) {
        List<InetAddress> addresses =
                config.addresses().stream().map(IpAddress::address).toList();
        DefaultRoutes routes = DefaultRoutes.of(addresses, config.netifs(identity));
        return new VenetSettings(
                config.addresses(), routes.through(Venet.INSIDE, false), routes.through(Venet.INSIDE, true));
    }

    private static ResolverSettings resolver(VeConfig config) {
        ResolverSettings own =
                new ResolverSettings(words(config, Parameter.NAMESERVER), words(config, Parameter.SEARCHDOMAIN));
        try {
            return own.resolve(ResolverSettings.ofNode(NODE_RESOLVER));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> words(VeConfig config, Parameter list) {
        return config.value(list)
                .filter(text -> !text.isBlank())
                .map(text -> List.of(text.strip().split("\\s+", -1)))
                .orElse(List.of());
    }

    /// Everything that decides what is written.
    private String words(VeConfig config) {
        return hostname(config).orElse("") + "\n" + venet(config) + "\n" + resolver(config) + "\n";
    }

    private void remember(VeConfig config) {
        Path file = file(config.ctid());
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(memory);
            Files.writeString(temporary, words(config));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path file(Ctid ctid) {
        return memory.resolve(ctid.toString());
    }
}
