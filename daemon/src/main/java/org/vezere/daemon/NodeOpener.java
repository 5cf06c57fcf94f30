package org.vezere.daemon;

import org.vezere.api.Node;
import org.vezere.daemon.log.LogFile;
import org.vezere.daemon.log.VezereLog;
import org.vezere.engine.node.NodePaths;

/// Makes the node that vzd serves; found as a service.
@FunctionalInterface
public interface NodeOpener {
    /// Opens the node. Called once, when this process is known to be the node's only vzd and before anybody can
    /// connect: the place to leave the caller's cgroup, to finish or undo what an earlier vzd left half done,
    /// and to adopt the VEs that run. A node that is [AutoCloseable] is closed when vzd ends; its VEs go on.
    ///
    /// @throws org.vezere.model.VezereException when there is no node to serve; vzd then ends with its exit code
    Node open(Surroundings surroundings);

    /// What vzd offers to its node.
    ///
    /// @param file to be moved where `LOGFILE` of vz.conf says
    /// @param log takes `LOG_LEVEL` of vz.conf
    record Surroundings(NodePaths paths, EventBus events, LogFile file, VezereLog log) {}
}
