package org.vezere.cli.vzctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vezere.cli.FakeNode;
import org.vezere.cli.Shell;
import org.vezere.cli.Ves;
import org.vezere.cli.option.Option;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.parameter.Parameters;

class SetTest {
    private final FakeNode node = new FakeNode().with(Ves.running(101));
    private final Shell shell = new Shell(node);

    @Test
    void changesKeepTheirOrderAndRepeatedOnesAccumulate() {
        shell.call("vzctl set 101 --ipdel all --ipadd 10.0.0.1 --ip 10.0.0.2 --save --setmode restart --force");

        assertThat(node.asked)
                .containsExactly(new SetRequest(
                                101,
                                List.of(
                                        new ParameterChange("ipdel", "all"),
                                        new ParameterChange("ipadd", "10.0.0.1"),
                                        new ParameterChange("ipadd", "10.0.0.2")),
                                true,
                                true,
                                SetRequest.Mode.RESTART)
                        .toString());
    }

    @Test
    void lettersAreTheLongOptions() {
        shell.call("vzctl set 101 -p 100:120 -n512 -k 1M:2M");

        assertThat(node.asked.getFirst())
                .contains("option=numproc, value=100:120")
                .contains("option=numfile, value=512")
                .contains("option=kmemsize, value=1M:2M");
    }

    @Test
    void quotesOfAValueSurvive() {
        String json = "{\"a\": \"b\\\"c\", 'd': 1}";

        shell.call(List.of("vzctl", "set", "101", "--save", "--description", json));

        assertThat(node.asked.getFirst()).contains(new ParameterChange("description", json).toString());
    }

    @Test
    void theNodeItselfHasUnits() {
        shell.call("vzctl set 0 --cpuunits 2000 --save");

        assertThat(node.asked.getFirst()).startsWith("SetRequest[ctid=0,");
    }

    @Test
    void wrongModeIsRefusedByItsOption() {
        Shell.Result result = shell.call("vzctl set 101 --setmode never --cpus 1");

        assertThat(result.code()).isEqualTo(21);
        assertThat(result.err()).startsWith("Bad parameter for --setmode: never");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void createSplitsTemplateAndSampleFromTheRest() {
        shell.call(
                "vzctl create 105 --ostemplate debian-12 --config basic --hostname a --velayout ploop --ipadd 10.0.0.5");

        assertThat(node.asked)
                .containsExactly(new CreateRequest(
                                new Ctid(105),
                                java.util.Optional.of("debian-12"),
                                java.util.Optional.of("basic"),
                                List.of(
                                        new ParameterChange("hostname", "a"),
                                        new ParameterChange("layout", "ploop"),
                                        new ParameterChange("ipadd", "10.0.0.5")))
                        .toString());
    }

    @Test
    void everyOptionOfSetIsInTheTableOfParametersAndBack() {
        List<String> known = Parameters.options(org.vezere.model.parameter.Command.SET).stream()
                .map(org.vezere.model.parameter.Option::name)
                .toList();

        assertThat(new Set().usage().options()).extracting(Option::name).containsExactlyElementsOf(known);
        assertThat(known).contains("ipadd", "diskspace", "kmemsize", "capability", "save", "applyconfig");
    }
}
