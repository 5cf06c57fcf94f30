package org.vezere.engine.lifecycle;

import java.util.function.Consumer;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.layout.Layout;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

/// `mount` and `umount`: the files of a stopped VE at its root on VE0, with the administrator's scripts around.
final class HostView {
    private static final System.Logger LOG = System.getLogger(HostView.class.getName());

    private final Layout layout;
    private final HostScripts scripts;

    HostView(Layout layout, HostScripts scripts) {
        this.layout = layout;
        this.scripts = scripts;
    }

    boolean isMounted(VeConfig config) {
        return layout.isMountedForHost(config.root());
    }

    /// Mounts, or nothing stays mounted.
    void mount(VeConfig config, Consumer<Notice> notices) {
        scripts.run(config, Moment.BEFORE_MOUNT);
        layout.mountForHost(config.privateArea(), config.root(), notices);
        try {
            scripts.run(config, Moment.MOUNT);
        } catch (VezereException refused) {
            layout.unmountForHost(config.root());
            throw refused;
        }
    }

    /// Unmounts.
    ///
    /// @throws VezereException [FailureKind#CANNOT_UNMOUNT] when somebody is in there
    void unmount(VeConfig config) {
        scripts.run(config, Moment.UNMOUNT);
        layout.unmountForHost(config.root());
        scripts.run(config, Moment.AFTER_UNMOUNT);
    }

    /// Runs what belongs after the end of a VE, whose files nobody on VE0 has mounted: a script that finds
    /// nothing to unmount is no reason to call the stop failed.
    void afterStop(VeConfig config) {
        for (Moment moment : new Moment[] {Moment.UNMOUNT, Moment.AFTER_UNMOUNT}) {
            try {
                scripts.run(config, moment);
            } catch (VezereException failed) {
                LOG.log(System.Logger.Level.WARNING, "CT " + config.ctid() + " : " + failed.getMessage());
            }
        }
    }
}
