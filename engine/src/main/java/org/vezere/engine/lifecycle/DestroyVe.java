package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vezere.engine.config.ActionScripts;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeNames;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;

/// `destroy`: takes the private area away; config and scripts stay with the suffix `.destroyed`.
final class DestroyVe {
    private static final String SUFFIX = ".destroyed";

    private final NodeServices node;
    private final VeNames names;
    private final ActionScripts scripts;

    DestroyVe(NodeServices node, VeNames names, ActionScripts scripts) {
        this.node = node;
        this.names = names;
        this.scripts = scripts;
    }

    /// Destroys a VE; the caller holds its lock. Safe to repeat after a crash: what is gone already is passed
    /// over.
    void run(VeConfig config, Call call) {
        Ctid ctid = config.ctid();
        if (node.supervisor().find(ctid).isPresent()) {
            throw new VezereException(FailureKind.RUNNING, "Container is currently running. Stop it first.");
        }
        if (node.hostView().isMounted(config)) {
            throw new VezereException(FailureKind.MOUNTED, "Container is currently mounted (umount first)");
        }
        call.notice(Notice.of(NoticeKind.DESTROYING, config.privateArea()));
        try (Steps steps = new Steps("destroy", ctid, node.stepWatch())) {
            steps.run(
                    "begin",
                    () -> node.unfinished()
                            .begin(new Unfinished.Entry(
                                    ctid,
                                    Unfinished.Work.DESTROY,
                                    config.privateArea(),
                                    config.name(),
                                    Optional.empty())));
            steps.run("private area", () -> {
                node.layout().destroy(config.privateArea());
            });
            steps.run("name", () -> config.name().ifPresent(name -> names.remove(ctid, name)));
            steps.run("settings", () -> {
                node.settings().forget(ctid);
                node.ran().remove(ctid);
            });
            steps.run("root and dump", () -> {
                removeEmpty(config.root());
                removeEmpty(config.dumpFile());
            });
            steps.run("config and scripts", () -> retire(config));
            steps.run("end", () -> node.unfinished().end(ctid));
            steps.complete();
        }
        call.notice(Notice.of(NoticeKind.DESTROYED));
        node.events().add("ve.destroyed", ctid, Map.of());
    }

    /// Goes on with what an earlier vzd had begun.
    void finish(Unfinished.Entry entry, Call call) {
        Optional<VeConfig> config = node.registry().find(entry.ctid());
        if (config.isPresent()) {
            run(config.get(), call);
        } else {
            node.layout().destroy(entry.privateArea());
            node.unfinished().end(entry.ctid());
        }
    }

    private void retire(VeConfig config) {
        List<Path> files = new ArrayList<>(scripts.ofVe(config.ctid()));
        files.add(config.file());
        for (Path file : files) {
            try {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + SUFFIX),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                throw new VezereException(FailureKind.CANNOT_DELETE, file + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void removeEmpty(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException used) {
            System.getLogger(DestroyVe.class.getName()).log(System.Logger.Level.INFO, path + " is not empty and stays");
        } catch (IOException failure) {
            throw new VezereException(FailureKind.CANNOT_DELETE, path + ": " + failure.getMessage(), failure);
        }
    }
}
