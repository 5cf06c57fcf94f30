package org.vezere.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;
import org.vezere.model.VezereException;

class JsonTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261123})
    void everyRecordComesBackAsItWas(long seed) {
        RandomValues values = new RandomValues(seed);
        for (int i = 0; i < 200; i++) {
            roundTrip(seed, VeCodecs.STATUS, values::status);
            roundTrip(seed, VeCodecs.INFO, values::info);
            roundTrip(seed, VeCodecs.INFOS, () -> List.of(values.info(), values.info()));
            roundTrip(seed, VeCodecs.CREATE, values::create);
            roundTrip(seed, VeCodecs.START, values::start);
            roundTrip(seed, VeCodecs.STOP, values::stop);
            roundTrip(seed, VeCodecs.RESTART, () -> new RestartRequest(values.start(), values.stop()));
            roundTrip(seed, VeCodecs.CHANGE, values::change);
            roundTrip(seed, VeCodecs.COMMAND, values::command);
            roundTrip(seed, VeCodecs.SCRIPT, () -> new ScriptRequest(values.string()));
            roundTrip(seed, Codecs.NOTICE, values::notice);
            roundTrip(seed, Codecs.REPORT, () -> new Report(values.list(values::notice)));
            roundTrip(seed, Codecs.REPORT_LINE, values::reportLine);
            roundTrip(seed, Codecs.ERROR, values::error);
            roundTrip(seed, Codecs.EVENT, values::event);
            roundTrip(seed, Codecs.TEMPLATE, values::template);
            roundTrip(seed, Codecs.TEMPLATE_REQUEST, values::templateRequest);
            roundTrip(seed, Codecs.FINDING, values::finding);
            roundTrip(seed, Codecs.NODE, values::node);
            roundTrip(seed, Codecs.SETUP, values::setup);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void damagedTextsAreRefusedInOneLineOrReadable(long seed) {
        RandomValues values = new RandomValues(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] text = Json.write(VeCodecs.INFO, values.info()).getBytes(StandardCharsets.UTF_8);
            for (int damage = values.below(4); damage >= 0; damage--) {
                text[values.below(text.length)] = (byte) "{}[]\",:0e9n\\".charAt(values.below(12));
            }
            String damaged = new String(text, StandardCharsets.UTF_8);
            try {
                VeInfo read = Json.read(VeCodecs.INFO, damaged);
                assertThat(Json.read(VeCodecs.INFO, Json.write(VeCodecs.INFO, read)))
                        .as("seed %d", seed)
                        .isEqualTo(read);
            } catch (VezereException e) {
                assertThat(e.kind()).as("seed %d: %s", seed, damaged).isEqualTo(FailureKind.BAD_PARAMETER);
            }
        }
    }

    @Test
    void writesWhatPeopleExpect() {
        VeStatus status = new VeStatus(new Ctid(101), true, false, false, true);

        String text = Json.write(VeCodecs.STATUS, status);

        assertThat(text)
                .isEqualTo("{\"ctid\":101,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}");
    }

    @Test
    void unlimitedIsNullSoThatJavaScriptKeepsItExact() {
        VeInfo.Counter counter = new VeInfo.Counter(1, 2, 3, Long.MAX_VALUE, 0);
        VeInfo info = new VeInfo(
                new Ctid(1),
                VeInfo.State.RUNNING,
                Map.of(),
                List.of(),
                Map.of("numproc", counter),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());

        assertThat(Json.write(VeCodecs.INFO, info)).contains("\"barrier\":3,\"limit\":null");
    }

    @Test
    void optionsMayBeLeftOut() {
        assertThat(Json.read(VeCodecs.START, "{}")).isEqualTo(StartOptions.NONE);
        assertThat(Json.read(VeCodecs.RESTART, "{\"stop\":{\"fast\":true}}"))
                .isEqualTo(new RestartRequest(StartOptions.NONE, new StopOptions(true, false)));
        assertThat(Json.read(VeCodecs.CHANGE, "{\"changes\":[{\"option\":\"cpus\",\"value\":\"2\"}]}"))
                .isEqualTo(new ChangeRequest(
                        List.of(new ParameterChange("cpus", "2")), false, false, SetRequest.Mode.WARN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"ctid\":101}",
                "{\"ctid\":0,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":4294967397,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":101.5,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":\"101\",\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":1e999999999,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":101,\"ctid\":102,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":101,\"evil\":1,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true}",
                "{\"ctid\":101,\"exists\":true,\"mounted\":false,\"running\":false,\"suspended\":true} x",
                "{'ctid':101,'exists':true,'mounted':false,'running':false,'suspended':true}",
            })
    void refusesWhatIsNotTheRecord(String text) {
        assertThatThrownBy(() -> Json.read(VeCodecs.STATUS, text))
                .isInstanceOfSatisfying(
                        VezereException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_PARAMETER))
                .hasMessageStartingWith("JSON at $")
                .message()
                .doesNotContain("\tat ");
    }

    @Test
    void saysWhereAndWhat() {
        assertThatThrownBy(() -> Json.read(
                        VeCodecs.CHANGE, "{\"changes\":[{\"option\":\"cpus\",\"value\":\"2\"},{\"option\":5}]}"))
                .hasMessage("JSON at $.changes[1].option: a string expected, not NUMBER");
        assertThatThrownBy(() -> Json.read(VeCodecs.STOP, "{\"fats\":true}"))
                .hasMessageContaining("StopOptions has no field fats, but [fast, skipUnmount]");
    }

    @Test
    void refusesDeepNesting() {
        String deep = "{\"notices\":" + "[".repeat(100) + "]".repeat(100) + "}";
        String skipped =
                "{\"kind\":\"STARTING\",\"arguments\":[],\"text\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> Json.read(Codecs.REPORT, deep)).isInstanceOf(VezereException.class);
        assertThatThrownBy(() -> Json.read(Codecs.NOTICE, skipped))
                .isInstanceOf(VezereException.class)
                .hasMessageContaining("esting limit");
    }

    private static <T> void roundTrip(long seed, JsonCodec<T> codec, Supplier<T> supplier) {
        T value = supplier.get();
        String text = Json.write(codec, value);
        assertThat(Json.read(codec, text)).as("seed %d: %s", seed, text).isEqualTo(value);
        assertThat(JsonParser.parseString(text)).isNotNull();
        assertThat(text).doesNotContain("\n");
    }
}
