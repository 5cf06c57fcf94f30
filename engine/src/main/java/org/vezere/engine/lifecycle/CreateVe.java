package org.vezere.engine.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.vezere.engine.config.ActionScripts.Moment;
import org.vezere.engine.config.ConfigFile;
import org.vezere.engine.config.ConfigText;
import org.vezere.engine.config.EditedConfig;
import org.vezere.engine.config.GlobalConfig;
import org.vezere.engine.config.Samples;
import org.vezere.engine.config.VeConfig;
import org.vezere.engine.config.VeConfigEditor;
import org.vezere.engine.config.VeNames;
import org.vezere.engine.layout.DiskLimits;
import org.vezere.engine.layout.PreparedFiles;
import org.vezere.engine.template.Template;
import org.vezere.engine.template.TemplateCache;
import org.vezere.engine.template.TemplateLayer;
import org.vezere.engine.template.TemplateLayers;
import org.vezere.linux.mount.MountTree;
import org.vezere.model.Call;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.Quantity;

/// `create`: config from a sample, private area from a template; all of it, or nothing.
final class CreateVe {
    private final NodeServices node;
    private final Samples samples;
    private final VeNames names;
    private final Editing editing;

    CreateVe(NodeServices node, Samples samples, VeNames names, Editing editing) {
        this.node = node;
        this.samples = samples;
        this.names = names;
        this.editing = editing;
    }

    /// Makes a VE; the caller holds its lock.
    void run(CreateRequest request, Call call) {
        Ctid ctid = request.ctid();
        GlobalConfig global = node.registry().global();
        VeConfig config = config(request, global, call);
        config.name().ifPresent(name -> names.check(ctid, name));
        checkLayout(config);
        if (Files.exists(config.privateArea())) {
            throw new VezereException(
                    FailureKind.PRIVATE_EXISTS, config.privateArea().toString());
        }
        String templateName = config.value(Parameter.OSTEMPLATE)
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new VezereException(FailureKind.NO_OSTEMPLATE));
        Template template = new TemplateCache(global.templateDirectory().resolve("cache")).require(templateName);
        call.notice(Notice.of(NoticeKind.CREATING, templateName));
        try (Steps steps = new Steps("create", ctid, node.stepWatch())) {
            TemplateLayer layer = steps.get("template", () -> layers(global).of(template));
            Unfinished.Entry entry = new Unfinished.Entry(
                    ctid,
                    Unfinished.Work.CREATE,
                    config.privateArea(),
                    config.name(),
                    node.registry().find(ctid).map(VeConfig::text));
            steps.run(
                    "begin",
                    () -> node.unfinished().begin(entry),
                    () -> node.unfinished().end(ctid));
            steps.run(
                    "private area",
                    () -> node.layout().create(config.privateArea(), layer, limits(config)),
                    () -> node.layout().destroy(config.privateArea()));
            call.notice(Notice.of(NoticeKind.POST_CREATE));
            steps.run(
                    "files inside",
                    () -> writeSettings(config, call),
                    () -> node.settings().forget(ctid));
            steps.run(
                    "config",
                    () -> ConfigFile.save(config.file(), config.text()),
                    () -> restore(config, entry.before()));
            steps.run(
                    "name",
                    () -> config.name().ifPresent(name -> names.assign(ctid, name, "")),
                    () -> config.name().ifPresent(name -> names.remove(ctid, name)));
            steps.run("create scripts", () -> node.hostScripts().run(config, Moment.CREATE));
            if (call.cancelled()) {
                throw new VezereException(FailureKind.SYSTEM, "Creation was cancelled");
            }
            steps.run("end", () -> node.unfinished().end(ctid));
            steps.complete();
        }
        call.notice(Notice.of(NoticeKind.CONFIG_SAVED, config.file()));
        call.notice(Notice.of(NoticeKind.CREATED));
        node.events().add("ve.created", ctid, Map.of("template", templateName));
    }

    /// Takes back what an earlier vzd had begun and not ended.
    void takeBack(Unfinished.Entry entry) {
        Ctid ctid = entry.ctid();
        entry.name().ifPresent(name -> names.remove(ctid, name));
        node.registry().find(ctid).ifPresent(config -> restore(config, entry.before()));
        node.settings().forget(ctid);
        node.layout().destroy(entry.privateArea());
        node.unfinished().end(ctid);
    }

    private VeConfig config(CreateRequest request, GlobalConfig global, Call call) {
        Ctid ctid = request.ctid();
        Optional<VeConfig> existing = node.registry().find(ctid);
        ConfigText base;
        if (existing.isPresent()) {
            if (request.sample().isPresent()) {
                throw new VezereException(
                        FailureKind.SAMPLE_NOT_APPLICABLE,
                        "Container config file " + existing.get().file()
                                + " exists already, a sample can't be applied to it (leave out --config)");
            }
            call.notice(Notice.of(
                    NoticeKind.WARNING,
                    "config file " + existing.get().file() + " exists already, no sample is applied"));
            base = existing.get().text();
            if (request.template().isPresent()) {
                base = base.with(Parameter.OSTEMPLATE, request.template().get());
            }
        } else {
            String sample = request.sample()
                    .or(global::defaultSample)
                    .orElseThrow(() -> new VezereException(FailureKind.NO_SAMPLE, "(CONFIGFILE is not set)"));
            base = samples.create(sample, global, request.template().orElseGet(global::defaultTemplate));
        }
        VeConfigEditor editor = editing.of(ctid, base);
        EditedConfig edited = editor.edit(request.changes());
        VeConfig config = new VeConfig(ctid, global, edited.text());
        String layout = config.value(Parameter.VE_LAYOUT).orElse(node.layout().name());
        return new VeConfig(ctid, global, edited.text().with(Parameter.VE_LAYOUT, layout));
    }

    private void checkLayout(VeConfig config) {
        String layout =
                config.value(Parameter.VE_LAYOUT, Kinds.LAYOUT).orElseThrow().name();
        if (!layout.equals(node.layout().name())) {
            throw new VezereException(
                    FailureKind.NO_SUCH_LAYOUT,
                    "Layout " + layout + " is not supported, use --layout "
                            + node.layout().name());
        }
    }

    static DiskLimits limits(VeConfig config) {
        long kibibytes = config.diskSpace().map(DiskLimit::hard).orElse(Quantity.UNLIMITED);
        long inodes = config.diskInodes().map(DiskLimit::hard).orElse(Quantity.UNLIMITED);
        return new DiskLimits(
                kibibytes > Long.MAX_VALUE >> 10 ? DiskLimits.UNLIMITED : kibibytes << 10,
                inodes == Quantity.UNLIMITED ? DiskLimits.UNLIMITED : inodes);
    }

    private TemplateLayers layers(GlobalConfig global) {
        return editing.layers(global);
    }

    private void writeSettings(VeConfig config, Call call) {
        try (PreparedFiles files = node.layout().prepare(config.privateArea(), call::notice);
                MountTree view = node.layout().view(config.privateArea(), files)) {
            node.settings().write(config, view, call::notice);
        }
    }

    private static void restore(VeConfig config, Optional<ConfigText> before) {
        if (before.isPresent()) {
            ConfigFile.save(config.file(), before.get());
            return;
        }
        try {
            Files.deleteIfExists(config.file());
        } catch (IOException failure) {
            throw new VezereException(FailureKind.SAVE_CONFIG, config.file().toString(), failure);
        }
    }
}
