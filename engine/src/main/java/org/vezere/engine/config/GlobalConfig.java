package org.vezere.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vezere.engine.node.NodePaths;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Kinds;
import org.vezere.model.parameter.Parameter;
import org.vezere.model.parameter.ValueKind;
import org.vezere.model.value.BadValueException;

/// vz.conf: what the node is told, and the defaults of its VEs.
public final class GlobalConfig {
    private final NodePaths paths;
    private final ConfigText text;

    /// @param text what vz.conf says
    public GlobalConfig(NodePaths paths, ConfigText text) {
        this.paths = paths;
        this.text = text;
    }

    /// Reads vz.conf.
    ///
    /// @throws VezereException [FailureKind#NO_GLOBAL_CONFIG] when there is none
    public static GlobalConfig read(NodePaths paths) {
        Path file = paths.globalConfig();
        ConfigText text = ConfigFile.read(file)
                .orElseThrow(() -> new VezereException(FailureKind.NO_GLOBAL_CONFIG, file.toString()));
        return new GlobalConfig(paths, text);
    }

    /// Where the node's files are.
    public NodePaths paths() {
        return paths;
    }

    /// The text of vz.conf.
    public ConfigText text() {
        return text;
    }

    /// What vz.conf says about a parameter, when that is a value of its kind; no table default.
    public Optional<String> written(Parameter parameter) {
        return text.get(parameter).filter(value -> isValue(parameter.kind(), value));
    }

    /// What holds for a parameter: what vz.conf says, else the default of the table.
    public Optional<String> value(Parameter parameter) {
        return written(parameter).or(parameter::defaultText);
    }

    /// What holds for a parameter, as the type of its kind.
    public <T> Optional<T> value(Parameter parameter, ValueKind<T> kind) {
        return value(parameter).map(kind::parse);
    }

    /// Where locks of VEs are.
    ///
    /// @throws VezereException [FailureKind#NO_LOCKDIR]
    public Path lockDirectory() {
        return directory(Parameter.LOCKDIR).orElseThrow(() -> new VezereException(FailureKind.NO_LOCKDIR));
    }

    /// Where dumps of suspended VEs are.
    public Path dumpDirectory() {
        return directory(Parameter.DUMPDIR).orElseThrow();
    }

    /// The directory of OS templates; archives are in `cache` below it.
    ///
    /// @throws VezereException [FailureKind#NO_TEMPLATE_DIR]
    public Path templateDirectory() {
        return directory(Parameter.TEMPLATE).orElseThrow(() -> new VezereException(FailureKind.NO_TEMPLATE_DIR));
    }

    /// The OS template of VEs that name none.
    ///
    /// @throws VezereException [FailureKind#NO_OSTEMPLATE]
    public String defaultTemplate() {
        return value(Parameter.DEF_OSTEMPLATE).orElseThrow(() -> new VezereException(FailureKind.NO_OSTEMPLATE));
    }

    /// The config sample of VEs that name none.
    public Optional<String> defaultSample() {
        return value(Parameter.CONFIGFILE);
    }

    /// VE_ROOT as written, with a literal `$VEID`.
    ///
    /// @throws VezereException [FailureKind#NO_VE_ROOT]
    public String rootTemplate() {
        return value(Parameter.VE_ROOT).orElseThrow(() -> new VezereException(FailureKind.NO_VE_ROOT));
    }

    /// VE_PRIVATE as written, with a literal `$VEID`.
    ///
    /// @throws VezereException [FailureKind#NO_VE_PRIVATE]
    public String privateTemplate() {
        return value(Parameter.VE_PRIVATE).orElseThrow(() -> new VezereException(FailureKind.NO_VE_PRIVATE));
    }

    /// Whether VEs may have IPv6 addresses.
    public boolean ipv6() {
        return isYes(Parameter.IPV6);
    }

    /// Whether the node starts and stops its VEs with itself.
    public boolean managesVes() {
        return isYes(Parameter.VIRTUOZZO);
    }

    /// Whether VEs are suspended rather than stopped when the node goes down.
    public boolean suspendsAtStop() {
        return value(Parameter.VE_STOP_MODE).orElseThrow().equals("suspend");
    }

    /// How many VEs are started or stopped at once on a node with so many CPUs.
    public int parallel(int cpus) {
        return value(Parameter.VE_PARALLEL).map(Integer::parseInt).orElse(4 * cpus);
    }

    /// CPU units of VE0.
    public int nodeCpuUnits() {
        return Integer.parseInt(value(Parameter.VE0CPUUNITS).orElseThrow());
    }

    /// The log file, where one is wanted.
    public Optional<Path> logFile() {
        return isYes(Parameter.LOGGING) ? directory(Parameter.LOGFILE) : Optional.empty();
    }

    /// The highest level of notices that the log file takes.
    public int logLevel() {
        return Integer.parseInt(value(Parameter.LOG_LEVEL).orElseThrow());
    }

    /// The highest level of notices that commands print unless told otherwise.
    public int verbosity() {
        return Integer.parseInt(value(Parameter.VERBOSE).orElseThrow());
    }

    /// Whether the answer to a yes-or-no parameter is yes.
    public boolean isYes(Parameter parameter) {
        return value(parameter, Kinds.YES_NO).orElse(false);
    }

    /// What is wrong in vz.conf, one line each.
    public List<String> warnings() {
        return Warnings.of(paths.globalConfig(), text);
    }

    private Optional<Path> directory(Parameter parameter) {
        return value(parameter).map(paths::inside);
    }

    static boolean isValue(ValueKind<?> kind, String value) {
        try {
            kind.parse(value);
            return true;
        } catch (BadValueException none) {
            return false;
        }
    }
}
