package org.vezere.cli.vz;

import java.util.List;
import java.util.regex.Pattern;
import org.vezere.api.SetupRequest;
import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// `vz setup`: prepares the machine for a number of VEs, or takes that back.
final class Setup implements Verb {
    private static final int USUAL = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    @Override
    public String words() {
        return "setup";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public String summary() {
        return "prepare the machine: kernel settings, modules, directories";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.of("ves", "N", "number of VEs to prepare for, " + USUAL + " if not given"),
                Option.flag("undo", "take back what an earlier setup changed"));
    }

    @Override
    public int run(Errand errand) {
        SetupRequest request = request(errand);
        return errand.work(call -> errand.node().setup(request.ves(), request.undo(), call));
    }

    private static SetupRequest request(Errand errand) {
        String word = errand.line().last("ves").orElse(String.valueOf(USUAL));
        if (!NUMBER.matcher(word).matches()) {
            throw bad(word);
        }
        try {
            return new SetupRequest(Integer.parseInt(word), errand.line().has("undo"));
        } catch (IllegalArgumentException e) {
            throw bad(word);
        }
    }

    private static VezereException bad(String word) {
        return new VezereException(FailureKind.BAD_PARAMETER, "Bad parameter for --ves: " + word + " (1 to 100000)");
    }
}
