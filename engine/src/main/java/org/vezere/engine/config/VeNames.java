package org.vezere.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Numbers;
import org.vezere.model.value.Texts;

/// Names of VEs: links from `/etc/vz/names/NAME` to configs, each of which says the same name in its NAME.
public final class VeNames {
    private static final Pattern CONFIG = Pattern.compile("([1-9][0-9]{0,9})\\.conf");

    private final NodePaths paths;

    /// The names of a node.
    public VeNames(NodePaths paths) {
        this.paths = paths;
    }

    /// The VE that a word on a command line means: a number, or a name.
    ///
    /// @throws VezereException [FailureKind#BAD_CTID] when it is neither, [FailureKind#BAD_PARAMETER] when it is a
    ///     name that the VE's config does not confirm
    public Ctid resolve(String word) {
        if (Numbers.isPlain(word)) {
            return Ctid.parse(word);
        }
        Ctid ctid = holder(word).orElseThrow(() -> new VezereException(FailureKind.BAD_CTID, word));
        Optional<String> name = ConfigFile.read(paths.config(ctid)).flatMap(config -> config.get(Parameter.NAME));
        if (!name.equals(Optional.of(word))) {
            throw new VezereException(FailureKind.BAD_PARAMETER, "Unable to find container by name " + word);
        }
        return ctid;
    }

    /// The VE that a name's link leads to, confirmed or not.
    public Optional<Ctid> holder(String name) {
        try {
            if (name.isEmpty()) {
                return Optional.empty();
            }
            Path target = Files.readSymbolicLink(link(name));
            Matcher config = CONFIG.matcher(target.getFileName().toString());
            return config.matches() ? Optional.of(Ctid.parse(config.group(1))) : Optional.empty();
        } catch (BadValueException | VezereException | NoSuchFileException | NotLinkException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new VezereException(FailureKind.NAME, "Unable to read " + failure.getMessage(), failure);
        }
    }

    /// Refuses a name that belongs to another VE.
    ///
    /// @throws VezereException [FailureKind#NAME]
    public void check(Ctid ctid, String name) {
        holder(name).filter(holder -> !holder.equals(ctid)).ifPresent(holder -> {
            throw new VezereException(
                    FailureKind.NAME, "Conflict: name " + name + " already used by container " + holder);
        });
    }

    /// Makes a name lead to a VE and takes its former name away. The config's NAME is the caller's to save.
    ///
    /// @param name the new name; empty for none
    /// @param former the name until now; empty for none
    /// @return whether anything was done: a name that is in force already is left alone
    /// @throws VezereException [FailureKind#NAME] when the name belongs to another VE or can't be linked
    public boolean assign(Ctid ctid, String name, String former) {
        check(ctid, name);
        if (name.equals(former) && (name.isEmpty() || holder(name).isPresent())) {
            return false;
        }
        try {
            if (!name.isEmpty()) {
                Files.createDirectories(paths.names());
                Path fresh = paths.names().resolve("." + ctid + ".new");
                Files.deleteIfExists(fresh);
                Files.createSymbolicLink(fresh, paths.config(ctid));
                Files.move(fresh, link(name), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException failure) {
            throw new VezereException(FailureKind.NAME, "Unable to create link " + failure.getMessage(), failure);
        }
        if (!former.equals(name)) {
            remove(ctid, former);
        }
        return true;
    }

    /// Takes a name away from a VE; a name of another VE stays.
    public void remove(Ctid ctid, String name) {
        if (holder(name).filter(ctid::equals).isPresent()) {
            try {
                Files.deleteIfExists(link(name));
            } catch (IOException failure) {
                throw new VezereException(FailureKind.NAME, "Unable to delete " + failure.getMessage(), failure);
            }
        }
    }

    private Path link(String name) {
        return paths.names().resolve(Texts.veName(name));
    }
}
