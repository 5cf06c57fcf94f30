package org.vezere.cli.vzquota;

import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.ParameterChange;
import org.vezere.model.VeInfo;

/// `vzquota init`, `on`, `off` and `drop`, of a quota that goes on and off with the image it belongs to.
final class Switch implements QuotaCommand {
    private final Kind kind;

    /// What is to be switched.
    enum Kind {
        INIT("set the limits of a VE that is not mounted"),
        ON("set the limits; the quota itself goes on when the VE is mounted"),
        OFF("refused: the quota goes off when the VE is unmounted"),
        DROP("taken and without effect: the quota goes when the VE is destroyed");

        private final String summary;

        Kind(String summary) {
            this.summary = summary;
        }
    }

    Switch(Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String summary() {
        return kind.summary;
    }

    @Override
    public List<Option> options() {
        return switch (kind) {
            case INIT -> Limits.OPTIONS;
            case ON ->
                java.util.stream.Stream.concat(
                                Limits.OPTIONS.stream(),
                                java.util.stream.Stream.of(Option.flag("nocheck", "taken and without effect")))
                        .toList();
            case OFF, DROP ->
                List.of(
                        Option.of("config", 'c', "FILE", "taken and without effect"),
                        Option.flag("force", 'f', "even if the quota is on"));
        };
    }

    @Override
    public int run(QuotaRequest request) {
        VeInfo ve = request.ve();
        boolean on = QuotaRequest.on(ve);
        return switch (kind) {
            case INIT -> {
                Limits limits = new Limits(request.line());
                limits.require(
                        "path",
                        Limits.BLOCK_SOFT,
                        Limits.BLOCK_HARD,
                        Limits.BLOCK_TIME,
                        Limits.INODE_SOFT,
                        Limits.INODE_HARD,
                        Limits.INODE_TIME);
                refuseIf(on, QuotaException.RUNNING, "Quota is running");
                request.change(limits.changes(ve));
                yield 0;
            }
            case ON -> {
                refuseIf(on, QuotaException.RUNNING, "Quota is already running");
                List<ParameterChange> changes = new Limits(request.line()).changes(ve);
                if (!changes.isEmpty()) {
                    request.change(changes);
                }
                yield 0;
            }
            case OFF -> {
                refuseIf(!on, QuotaException.NOT_RUNNING, "Quota is not running");
                throw new QuotaException(
                        QuotaException.KERNEL, "the quota is the size of the image: unmount the VE to turn it off");
            }
            case DROP -> {
                refuseIf(on && !request.line().has("force"), QuotaException.RUNNING, "Quota is running");
                request.warn("the quota is the size of the image and stays with it");
                yield 0;
            }
        };
    }

    private static void refuseIf(boolean condition, int code, String words) {
        if (condition) {
            throw new QuotaException(code, words);
        }
    }
}
