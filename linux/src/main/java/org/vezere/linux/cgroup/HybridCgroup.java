package org.vezere.linux.cgroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;

/// A group of a machine that mixes: each controller where it is, and the unified hierarchy, even without
/// controllers, for freezing, killing and for what the VE's systemd wants to see.
final class HybridCgroup implements Cgroup {
    private final V1Cgroup v1;
    private final UnifiedCgroup unified;

    HybridCgroup(V1Cgroup v1, UnifiedCgroup unified) {
        this.v1 = v1;
        this.unified = unified;
    }

    void make() {
        unified.make();
        v1.make();
    }

    @Override
    public String name() {
        return v1.name();
    }

    @Override
    public Home home(Controller controller) {
        return v1.home(controller) == Home.V1 ? Home.V1 : unified.home(controller);
    }

    @Override
    public void write(Controller controller, String file, String value) {
        owner(controller).write(controller, file, value);
    }

    @Override
    public Optional<String> read(Controller controller, String file) {
        return owner(controller).read(controller, file);
    }

    @Override
    public long count(Controller controller, String file, String key) {
        return owner(controller).count(controller, file, key);
    }

    @Override
    public void delegate(int user, int group) {
        unified.delegate(user, group);
    }

    @Override
    public Entries openEntries() {
        return joined(unified.openEntries());
    }

    @Override
    public Entries openExecEntries() {
        return joined(unified.openExecEntries());
    }

    private Entries joined(Entries inUnified) {
        try {
            List<Fd> procs = new ArrayList<>(inUnified.procs());
            procs.addAll(v1.openEntries().procs());
            return new Entries(inUnified.birthplace(), procs);
        } catch (KernelException failure) {
            inUnified.close();
            throw failure;
        }
    }

    @Override
    public void setDevices(DevicePolicy policy) {
        owner(Controller.DEVICES).setDevices(policy);
    }

    @Override
    public boolean freeze(Duration patience) {
        return freezer().freeze(patience);
    }

    @Override
    public void thaw() {
        freezer().thaw();
    }

    @Override
    public void kill() {
        freezer().kill();
    }

    /// v1 lists them without walking through what VE root has made.
    @Override
    public List<Integer> pids() {
        return v1.pids();
    }

    @Override
    public boolean isPopulated() {
        return unified.isPopulated() || v1.isPopulated();
    }

    @Override
    public boolean remove(Duration patience) {
        boolean inUnified = unified.remove(patience);
        return v1.remove(patience) && inUnified;
    }

    /// v1's is there only where the unified hierarchy can't kill, see [CgroupTree].
    private Cgroup freezer() {
        return v1.home(Controller.FREEZER) == Home.V1 ? v1 : unified;
    }

    private Cgroup owner(Controller controller) {
        return v1.home(controller) == Home.V1 ? v1 : unified;
    }
}
