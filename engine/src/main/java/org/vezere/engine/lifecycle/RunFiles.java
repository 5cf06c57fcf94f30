package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.config.VeConfig;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.model.Ctid;

/// The run directories of VEs: one directory per VE that runs, with its state, its keeper's socket and, in the
/// end, the way its init went. They lie on a filesystem that a reboot empties.
public final class RunFiles {
    private static final System.Logger LOG = System.getLogger(RunFiles.class.getName());
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /// Name of the keeper's socket in the run directory.
    public static final String KEEPER_SOCKET = "keeper.sock";

    private final Path root;
    /// As they were last written or read.
    private final ConcurrentHashMap<Ctid, byte[]> configs = new ConcurrentHashMap<>();

    /// @param root the directory that holds one directory per VE
    public RunFiles(Path root) {
        this.root = root;
    }

    /// The VE's run directory.
    public Path directory(Ctid ctid) {
        return root.resolve(ctid.toString());
    }

    /// The VE's run directory, open; belongs to the caller.
    public Fd open(Ctid ctid) {
        return OpenFile.at(directory(ctid).toString(), OpenFlag.PATH, OpenFlag.DIRECTORY);
    }

    /// Makes the VE's run directory, empty.
    public void prepare(Ctid ctid) {
        remove(ctid);
        try {
            Files.createDirectories(root, PRIVATE);
            Files.createDirectory(directory(ctid), PRIVATE);
        } catch (IOException failure) {
            throw new UncheckedIOException("run directory of CT " + ctid, failure);
        }
    }

    /// Makes the run directory of a running VE again, as far as vzd knows what was in it, where somebody has deleted
    /// it.
    ///
    /// @return whether it had to
    boolean makeAgain(RunState state) {
        Ctid ctid = state.ctid();
        if (Files.exists(directory(ctid).resolve("state"))) {
            return false;
        }
        try {
            Files.createDirectories(directory(ctid), PRIVATE);
        } catch (IOException failure) {
            throw new UncheckedIOException("run directory of CT " + ctid, failure);
        }
        byte[] config = configs.get(ctid);
        if (config != null) {
            writeConfig(ctid, config);
        }
        // Last: with it the VE is known to the next vzd.
        write(state);
        return true;
    }

    /// Writes the state, all or nothing.
    public void write(RunState state) {
        Path file = directory(state.ctid()).resolve("state");
        Path temporary = directory(state.ctid()).resolve("state.tmp");
        try {
            Files.writeString(temporary, state.text());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("state of CT " + state.ctid(), failure);
        }
    }

    /// The state of a VE, when it has one that can be read.
    public Optional<RunState> read(Ctid ctid) {
        Path file = directory(ctid).resolve("state");
        try {
            return Optional.of(RunState.parse(ctid, Files.readString(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException broken) {
            LOG.log(System.Logger.Level.WARNING, "CT " + ctid + " : " + file + " cannot be used: " + broken);
            return Optional.empty();
        }
    }

    /// Remembers that a change of the running VE has begun, or that it is over.
    public void changing(Ctid ctid, boolean begun) {
        Path file = directory(ctid).resolve("changing");
        try {
            if (!begun) {
                Files.deleteIfExists(file);
            } else if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("change of CT " + ctid, failure);
        }
    }

    /// Whether a change of the running VE has broken off.
    public boolean isChanging(Ctid ctid) {
        return Files.exists(directory(ctid).resolve("changing"));
    }

    /// Remembers the config that is in force where that is not the saved one.
    public void writeConfig(Ctid ctid, byte[] text) {
        Path file = directory(ctid).resolve("config");
        Path temporary = directory(ctid).resolve("config.tmp");
        try {
            Files.write(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            configs.put(ctid, text.clone());
        } catch (IOException failure) {
            throw new UncheckedIOException("config in force of CT " + ctid, failure);
        }
    }

    /// The config that a running VE goes by: what was set without being saved holds until it ends.
    ///
    /// @param saved what its file says
    public VeConfig inForce(VeConfig saved) {
        return readConfig(saved.ctid())
                .map(text -> new VeConfig(saved.ctid(), saved.global(), ConfigText.parse(text)))
                .orElse(saved);
    }

    /// The config that is in force, where that is not the saved one.
    public Optional<byte[]> readConfig(Ctid ctid) {
        Path file = directory(ctid).resolve("config");
        // Few have one, every list asks for each, and an exception costs more than a look.
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] text = Files.readAllBytes(file);
            configs.put(ctid, text);
            return Optional.of(text.clone());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /// Forgets it: the saved config is in force.
    public void deleteConfig(Ctid ctid) {
        configs.remove(ctid);
        try {
            Files.deleteIfExists(directory(ctid).resolve("config"));
        } catch (IOException failure) {
            throw new UncheckedIOException("config in force of CT " + ctid, failure);
        }
    }

    /// What the keeper wrote when init ended, such as `killed 1`.
    public Optional<String> exit(Ctid ctid) {
        try {
            return Optional.of(Files.readString(directory(ctid).resolve("exit")).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /// The VEs that have a run directory.
    public List<Ctid> all() {
        List<Ctid> ctids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path entry : entries) {
                ctids.add(new Ctid(Integer.parseInt(entry.getFileName().toString())));
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException("run directories in " + root, failure);
        }
        return ctids;
    }

    /// Removes the VE's run directory with what is in it.
    public void remove(Ctid ctid) {
        configs.remove(ctid);
        Path directory = directory(ctid);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
        } catch (NoSuchFileException none) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException("run directory of CT " + ctid, failure);
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException("run directory of CT " + ctid, failure);
        }
    }
}
