package org.vezere.cli.vzquota;

import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.ParameterChange;

/// `vzquota setlimit`: the VE's `DISKSPACE` and `DISKINODES`.
final class SetLimit implements QuotaCommand {
    @Override
    public String name() {
        return "setlimit";
    }

    @Override
    public String summary() {
        return "change limits of the VE, now and in its config";
    }

    @Override
    public List<Option> options() {
        return Limits.OPTIONS;
    }

    @Override
    public int run(QuotaRequest request) {
        List<ParameterChange> changes = new Limits(request.line()).changes(request.ve());
        if (changes.isEmpty()) {
            throw new QuotaException(QuotaException.USAGE, "at least one limit is needed");
        }
        request.change(changes);
        return 0;
    }
}
