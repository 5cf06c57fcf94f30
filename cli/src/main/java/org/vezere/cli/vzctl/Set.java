package org.vezere.cli.vzctl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.VezereException;
import org.vezere.model.parameter.Command;
import org.vezere.model.parameter.Parameters;

/// `vzctl set`.
final class Set implements org.vezere.cli.vzctl.Command {
    private static final String SAVE = "save";
    private static final String FORCE = "force";
    private static final String MODE = "setmode";
    private static final String RESET = "reset_ub";

    @Override
    public Usage usage() {
        return Usage.of(
                        "set",
                        "change parameters of the VE, now and with --save for good",
                        ParameterOptions.of(Command.SET).toArray(Option[]::new))
                .badOption(FailureKind.BAD_PARAMETER);
    }

    @Override
    public int run(Request request) {
        if (request.line().has(RESET) && request.line().given().size() > 1) {
            throw new VezereException(FailureKind.BAD_PARAMETER, "--reset_ub can't be combined with other options");
        }
        List<ParameterChange> changes = ParameterOptions.changes(request.line(), List.of(SAVE, FORCE, MODE));
        request.node()
                .set(
                        new SetRequest(
                                request.number(),
                                changes,
                                request.line().has(SAVE),
                                request.line().has(FORCE),
                                mode(request.line().last(MODE))),
                        request.call());
        return 0;
    }

    private static SetRequest.Mode mode(Optional<String> word) {
        if (word.isEmpty()) {
            return SetRequest.Mode.WARN;
        }
        Object checked = Parameters.option(MODE).orElseThrow().parse(word.get());
        return SetRequest.Mode.valueOf(checked.toString().toUpperCase(Locale.ROOT));
    }
}
