package org.vezere.engine.lifecycle;

import org.vezere.engine.config.ConfigText;
import org.vezere.engine.config.GlobalConfig;
import org.vezere.engine.config.Samples;
import org.vezere.engine.config.VeConfigEditor;
import org.vezere.engine.files.FreeSpace;
import org.vezere.engine.template.TemplateLayers;
import org.vezere.model.Ctid;

/// What editing a config needs to know of the node.
///
/// @param samples of the node
/// @param identity tells this machine from others, for hardware addresses that are made up
/// @param cpus how many CPUs the machine has
record Editing(Samples samples, String identity, int cpus) {
    /// An editor of a VE's config.
    VeConfigEditor of(Ctid ctid, ConfigText text) {
        return VeConfigEditor.ofVe(ctid, text, samples, identity, cpus);
    }

    /// An editor of VE0's config.
    VeConfigEditor ofNode(ConfigText text) {
        return VeConfigEditor.ofNode(text, samples, cpus);
    }

    /// The unpacked templates.
    TemplateLayers layers(GlobalConfig global) {
        return new TemplateLayers(global.templateDirectory().resolve("layers"), FreeSpace.usual());
    }
}
