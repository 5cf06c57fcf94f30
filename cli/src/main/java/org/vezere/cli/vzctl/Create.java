package org.vezere.cli.vzctl;

import java.util.List;
import org.vezere.cli.option.Option;
import org.vezere.model.CreateRequest;
import org.vezere.model.FailureKind;
import org.vezere.model.parameter.Command;

/// `vzctl create`.
final class Create implements org.vezere.cli.vzctl.Command {
    private static final String TEMPLATE = "ostemplate";
    private static final String SAMPLE = "config";

    @Override
    public Usage usage() {
        return Usage.of(
                        "create",
                        "make a VE: its config from a sample, its files from a template",
                        ParameterOptions.of(Command.CREATE).toArray(Option[]::new))
                .badOption(FailureKind.BAD_PARAMETER);
    }

    @Override
    public int run(Request request) {
        request.node()
                .create(
                        new CreateRequest(
                                request.ctid(),
                                request.line().last(TEMPLATE),
                                request.line().last(SAMPLE),
                                ParameterOptions.changes(request.line(), List.of(TEMPLATE, SAMPLE))),
                        request.call());
        return 0;
    }
}
