package org.vezere.engine.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vezere.model.Ctid;

/// Where an administrator's own scripts are, and in which order they run.
public final class ActionScripts {
    /// The suffixes of a VE's own scripts, which go with it when it is moved or destroyed.
    public static final List<String> OF_VE = List.of("mount", "umount", "start", "stop", "premount", "postumount");

    private final Path directory;

    /// When scripts run.
    public enum Moment {
        BEFORE_MOUNT("premount"),
        MOUNT("mount"),
        START("start"),
        STOP("stop"),
        UNMOUNT("umount"),
        AFTER_UNMOUNT("postumount"),
        CREATE("create");

        private final String suffix;

        Moment(String suffix) {
            this.suffix = suffix;
        }

        /// The suffix of the scripts, which is also the word for them in messages.
        public String suffix() {
            return suffix;
        }

        /// Whether the script runs inside the VE.
        public boolean insideVe() {
            return this == START || this == STOP;
        }
    }

    /// @param directory the directory of configs
    public ActionScripts(Path directory) {
        this.directory = directory;
    }

    /// The scripts of a moment that are there and executable, in the order in which they run: the node's, then the
    /// VE's,
    /// and the other way round when things are undone.
    public List<Path> find(Ctid ctid, Moment moment) {
        Path ofNode = directory.resolve("vps." + moment.suffix);
        Path ofVe = directory.resolve(ctid + "." + moment.suffix);
        Stream<Path> order = switch (moment) {
            case BEFORE_MOUNT, MOUNT -> Stream.of(ofNode, ofVe);
            case UNMOUNT, AFTER_UNMOUNT -> Stream.of(ofVe, ofNode);
            case START, STOP -> Stream.of(ofVe);
            case CREATE -> Stream.of(ofNode);
        };
        return order.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .toList();
    }

    /// The files of a VE's own scripts that are there, executable or not.
    public List<Path> ofVe(Ctid ctid) {
        return OF_VE.stream()
                .map(suffix -> directory.resolve(ctid + "." + suffix))
                .filter(Files::exists)
                .toList();
    }
}
