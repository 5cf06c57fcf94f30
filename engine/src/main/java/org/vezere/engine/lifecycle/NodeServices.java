package org.vezere.engine.lifecycle;

import org.vezere.engine.config.VeRegistry;
import org.vezere.engine.layout.Layout;
import org.vezere.engine.network.LinkRates;
import org.vezere.engine.network.NetDevices;
import org.vezere.engine.network.Venet;
import org.vezere.engine.network.Veth;
import org.vezere.engine.node.NodePaths;
import org.vezere.linux.cgroup.CgroupTree;
import org.vezere.linux.process.KeeperLauncher;

/// What the verbs of a node share.
///
/// @param identity what tells this machine from others, in hardware addresses that are made up
record NodeServices(
        NodePaths paths,
        String identity,
        VeRegistry registry,
        Layout layout,
        HostView hostView,
        HostScripts hostScripts,
        InnerScripts innerScripts,
        SettingsOfVe settings,
        LimitsOfVe limits,
        TraitsOfVe traits,
        IdRanges ranges,
        CgroupTree cgroups,
        Venet venet,
        Veth veth,
        LinkRates rates,
        NetDevices netDevices,
        KeeperLauncher launcher,
        KeeperHome keeperHome,
        RunFiles runFiles,
        Supervisor supervisor,
        RanBefore ran,
        Unfinished unfinished,
        ExecInVe exec,
        EventLog events,
        StepWatch stepWatch) {}
