package org.vezere.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vezere.model.Call;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.DeclaredNetwork;
import org.vezere.model.DeclaredService;
import org.vezere.model.ExecRequest;
import org.vezere.model.ExitStatus;
import org.vezere.model.Finding;
import org.vezere.model.NetworkLeaf;
import org.vezere.model.ServiceInfo;
import org.vezere.model.SetRequest;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.Streams;
import org.vezere.model.TemplateBuild;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;

/// A hardware node as its administrator sees it: everything that the commands and the API can ask for.
///
/// Every method may throw [org.vezere.model.VezereException], whose kind carries the exit code. Methods that change a
/// VE take its lock unless the call says otherwise; they are all or nothing, and safe to repeat.
public interface Node {
    /// What is known of the node itself.
    NodeInfo info();

    /// The VE that a word on a command line means: a number, or a name given by `--name`.
    Ctid resolve(String word);

    /// What is there and what runs; answers for any number, also of a VE that does not exist.
    VeStatus status(Ctid ctid);

    /// The VEs that have a config and a private area, by number.
    ///
    /// @param wanted the costly parts that are to be filled in; the rest of each record is always there
    List<VeInfo> list(Set<VeInfo.Part> wanted);

    /// One VE, if it has a config and a private area.
    ///
    /// @param wanted the costly parts that are to be filled in
    default Optional<VeInfo> find(Ctid ctid, Set<VeInfo.Part> wanted) {
        return list(wanted).stream().filter(ve -> ve.ctid().equals(ctid)).findFirst();
    }

    /// Makes a VE: config from a sample, private area from a template.
    void create(CreateRequest request, Call call);

    /// Takes a VE away; its config stays with the suffix `.destroyed`.
    void destroy(Ctid ctid, Call call);

    /// Mounts the files of a stopped VE at its root, for VE0's eyes.
    void mount(Ctid ctid, Call call);

    /// The reverse of [#mount].
    void unmount(Ctid ctid, Call call);

    /// Starts a VE: returns when its init has been executed, or with `wait` when it is up.
    void start(Ctid ctid, StartOptions options, Call call);

    /// Stops a VE.
    void stop(Ctid ctid, StopOptions options, Call call);

    /// Stops and starts a VE, or starts it.
    void restart(Ctid ctid, StartOptions start, StopOptions stop, Call call);

    /// Starts the VEs that run when VE0 does (ONBOOT), highest BOOTORDER first; those that run already are left alone.
    void startAll(Call call);

    /// Stops all VEs in the reverse order; those that ran are started again by the next boot.
    void stopAll(Call call);

    /// Changes parameters, live, in the config, or both.
    void set(SetRequest request, Call call);

    /// Executes something in a running VE and returns when it ended.
    ExitStatus exec(ExecRequest request, Streams streams);

    /// Feeds a script of VE0 to a shell in the VE; a stopped VE is mounted and entered without its init.
    ExitStatus runScript(Ctid ctid, Path script, Streams streams, Call call);

    /// Connects the streams to the VE's console until either side ends it. Waits for a VE that is not running.
    void console(Ctid ctid, int tty, Streams streams);

    /// Kills whatever has a terminal of the VE open (the secure attention key of a console), so that the login
    /// that comes next is a real one.
    void secureAttention(Ctid ctid, int tty);

    /// The OS templates in the cache.
    List<TemplateInfo> templates();

    /// Builds an OS template from a distribution's packages; an older one of that name is replaced in the end.
    void buildTemplate(TemplateBuild build, Call call);

    /// Takes an archive of a root filesystem into the cache under a name.
    void importTemplate(Path archive, String name, Call call);

    /// Takes a template out of the cache; refused while a VE stands on it.
    void removeTemplate(String name, Call call);

    /// The declared networks of VE0, by name.
    List<DeclaredNetwork> networks();

    /// Declares a network and makes it; nothing is left of one that can't be made.
    void createNetwork(DeclaredNetwork network, Call call);

    /// Makes a declared network another; the VEs in it stay.
    void setNetwork(DeclaredNetwork network, Call call);

    /// Takes a network away; refused while VEs are in it.
    void deleteNetwork(String name, Call call);

    /// Makes all networks as declared, after somebody or something has undone them.
    void applyNetworks(Call call);

    /// VE0's links, with what is part of each.
    List<NetworkLeaf> networkTree();

    /// The services that are declared, as they are now.
    List<ServiceInfo> services();

    /// Declares a service and makes it; nothing is left of one that can't be made.
    void createService(DeclaredService service, Call call);

    /// Makes a declared service another; connections to VEs that stay in it go on.
    void setService(DeclaredService service, Call call);

    /// Takes a service away.
    void deleteService(String name, Call call);

    /// Sends events to the sink, from now on, until it refuses or the streams end.
    AutoCloseable events(EventSink sink);

    /// The steps of a start, without executing them, one line each.
    List<String> traceStart(Ctid ctid);

    /// What this kernel can do for Vezere and what it lacks.
    List<Finding> doctor();

    /// Prepares the machine for the number of VEs wanted.
    ///
    /// @param undo takes back what an earlier setup changed
    void setup(int ves, boolean undo, Call call);
}
