package org.vezere.linux.process;

import org.vezere.linux.Fd;
import org.vezere.linux.plan.Phase;

/// What comes from the keeper or its child over the control socket (`docs/formats/keeper.md`).
public sealed interface KeeperMessage {

    /// The child has been cloned.
    ///
    /// @param process the child, as the keeper numbers it; whoever receives it closes it
    record Born(PidFd process) implements KeeperMessage {}

    /// The child executes its program.
    record Executed() implements KeeperMessage {}

    /// The plan failed and the child is gone. [org.vezere.linux.plan.Plan#explain] makes a sentence of it.
    ///
    /// @param signal that killed the child, or 0
    record Failed(Phase phase, int index, int errno, int signal) implements KeeperMessage {}

    /// The child has ended.
    record Ended(ProcessEnd end) implements KeeperMessage {}

    /// The child sent an open file.
    ///
    /// @param tag chosen by the plan
    /// @param file belongs to the receiver
    record Sent(int tag, Fd file) implements KeeperMessage {}

    /// The keeper has gone; nothing more will come.
    record Gone() implements KeeperMessage {}
}
