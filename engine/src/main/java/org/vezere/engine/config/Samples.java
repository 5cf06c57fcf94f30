package org.vezere.engine.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.Parameters;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.Texts;

/// Config samples: what new VEs start with, and what existing ones take over with `--applyconfig`.
public final class Samples {
    private static final String START = "ve-";
    private static final String END = ".conf-sample";

    /// What makes a VE this one and not another, and so stays when a sample is applied.
    private static final Set<Parameter> ITS_OWN = EnumSet.of(
            Parameter.HOSTNAME,
            Parameter.IP_ADDRESS,
            Parameter.OSTEMPLATE,
            Parameter.VE_ROOT,
            Parameter.VE_PRIVATE,
            Parameter.DESCRIPTION);

    private final Path directory;

    /// @param directory the directory of configs
    public Samples(Path directory) {
        this.directory = directory;
    }

    /// The names of all samples, sorted.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, START + "*" + END)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(START.length(), name.length() - END.length()));
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new VezereException(FailureKind.SYSTEM, "Unable to read " + failure.getMessage(), failure);
        }
        names.sort(null);
        return List.copyOf(names);
    }

    /// Where a sample is, or would be.
    public Path file(String name) {
        return directory.resolve(START + name + END);
    }

    /// The config of a new VE: the sample's, with where it came from, where the VE's files are, and its template.
    ///
    /// @param template the OS template
    /// @throws VezereException [FailureKind#NO_SAMPLE] when there is no such sample,
    ///     [FailureKind#NO_VE_ROOT], [FailureKind#NO_VE_PRIVATE]
    public ConfigText create(String name, GlobalConfig global, String template) {
        ConfigText sample = read(name, FailureKind.NO_SAMPLE);
        return sample.with(Parameter.ORIGIN_SAMPLE, name)
                .with(Parameter.VE_ROOT, global.rootTemplate())
                .with(Parameter.VE_PRIVATE, global.privateTemplate())
                .with(Parameter.OSTEMPLATE, template);
    }

    /// What a VE takes over from a sample, by parameter.
    ///
    /// @throws VezereException [FailureKind#APPLY_SAMPLE] when there is no such sample
    public Map<Parameter, String> values(String name) {
        Map<Parameter, String> values = new EnumMap<>(Parameter.class);
        read(name, FailureKind.APPLY_SAMPLE)
                .values()
                .forEach((key, value) -> Parameters.key(key)
                        .filter(parameter -> !ITS_OWN.contains(parameter) && !parameter.nodeOnly())
                        .filter(parameter -> GlobalConfig.isValue(parameter.kind(), value))
                        .ifPresent(parameter -> values.put(parameter, value)));
        return values;
    }

    private ConfigText read(String name, FailureKind missing) {
        String detail = missing == FailureKind.APPLY_SAMPLE ? file(name).toString() : name;
        try {
            Texts.fileName(name);
        } catch (BadValueException bad) {
            String shown = detail.replaceAll("\\p{Cntrl}", "?");
            throw new VezereException(missing, shown + " (" + bad.expected() + ")", bad);
        }
        return ConfigFile.read(file(name)).orElseThrow(() -> new VezereException(missing, detail));
    }
}
