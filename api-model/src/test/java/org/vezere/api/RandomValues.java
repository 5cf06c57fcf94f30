package org.vezere.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.vezere.model.CreateRequest;
import org.vezere.model.Ctid;
import org.vezere.model.Event;
import org.vezere.model.ExecRequest;
import org.vezere.model.Finding;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.ParameterChange;
import org.vezere.model.SetRequest;
import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VeInfo;
import org.vezere.model.VeStatus;

/// Records of the contract with random contents, hostile strings among them.
final class RandomValues {
    private static final String ALPHABET = "abc XYZ09\"\\/\n\t\u0000\u001f<>&'{}[]:,äß€\u2028";

    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    String string() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return random.nextInt(8) == 0 ? text + "\uD83D\uDC27" : text.toString();
    }

    Ctid ctid() {
        return new Ctid(1 + random.nextInt(Ctid.MAX));
    }

    long amount() {
        return random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextLong() >>> random.nextInt(1, 64);
    }

    Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    }

    <E extends Enum<E>> E constant(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return constants[random.nextInt(constants.length)];
    }

    <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int length = random.nextInt(4); length > 0; length--) {
            list.add(element.get());
        }
        return list;
    }

    <T> Map<String, T> map(Supplier<T> element) {
        Map<String, T> map = new HashMap<>();
        for (int length = random.nextInt(4); length > 0; length--) {
            map.put(string(), element.get());
        }
        return map;
    }

    <T> Optional<T> optional(Supplier<T> element) {
        return random.nextBoolean() ? Optional.of(element.get()) : Optional.empty();
    }

    VeStatus status() {
        return new VeStatus(
                ctid(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    }

    VeInfo info() {
        return new VeInfo(
                ctid(),
                constant(VeInfo.State.class),
                map(this::string),
                list(this::string),
                map(() -> new VeInfo.Counter(
                        random.nextLong(), random.nextLong(), amount(), amount(), random.nextLong())),
                optional(() -> new VeInfo.DiskUsage(random.nextLong(), amount(), amount())),
                optional(() -> new VeInfo.DiskUsage(random.nextLong(), amount(), amount())),
                optional(() -> list(random::nextDouble)),
                optional(() -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000))),
                optional(random::nextInt),
                map(() -> new VeInfo.Traffic(
                        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong())));
    }

    List<ParameterChange> changes() {
        return list(() -> new ParameterChange(string(), string()));
    }

    CreateRequest create() {
        return new CreateRequest(ctid(), optional(this::string), optional(this::string), changes());
    }

    StartOptions start() {
        return new StartOptions(random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    }

    StopOptions stop() {
        return new StopOptions(random.nextBoolean(), random.nextBoolean());
    }

    ChangeRequest change() {
        return new ChangeRequest(
                changes(), random.nextBoolean(), random.nextBoolean(), constant(SetRequest.Mode.class));
    }

    CommandRequest command() {
        return new CommandRequest(constant(ExecRequest.Kind.class), list(this::string), map(this::string));
    }

    Notice notice() {
        return Notice.of(constant(NoticeKind.class), string());
    }

    ApiError error() {
        return new ApiError(string(), random.nextInt(), string());
    }

    ReportLine reportLine() {
        return new ReportLine(optional(this::notice), random.nextBoolean(), optional(this::error));
    }

    Event event() {
        return new Event(random.nextLong(), instant(), string(), random.nextInt(), map(this::string));
    }

    TemplateInfo template() {
        return new TemplateInfo(string(), string(), random.nextLong(), instant(), random.nextInt());
    }

    TemplateRequest templateRequest() {
        return random.nextBoolean()
                ? new TemplateRequest(
                        optional(this::string), list(this::string), optional(this::string), Optional.empty())
                : new TemplateRequest(Optional.empty(), List.of(), Optional.empty(), optional(this::string));
    }

    Finding finding() {
        return new Finding(string(), constant(Finding.State.class), string(), string(), string());
    }

    NodeInfo node() {
        return new NodeInfo(
                string(), string(), string(), random.nextInt(), instant(), random.nextInt(), random.nextInt());
    }

    SetupRequest setup() {
        return new SetupRequest(random.nextInt(1, 100_001), random.nextBoolean());
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[random.nextInt(length)];
        random.nextBytes(bytes);
        return bytes;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
