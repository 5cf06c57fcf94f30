package org.vezere.model.parameter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vezere.model.value.BadValueException;
import org.vezere.model.value.ByteSize;
import org.vezere.model.value.DiskLimit;
import org.vezere.model.value.Limit;
import org.vezere.model.value.Numbers;
import org.vezere.model.value.Quantity;
import org.vezere.model.value.Switches;
import org.vezere.model.value.Texts;
import org.vezere.model.value.Unit;

/// A kind of value: how its text is read, and in which one form it is saved.
///
/// @param <T> the type that a text becomes
public sealed interface ValueKind<T> {
    /// Reads a value.
    ///
    /// @throws BadValueException when the text is none of this kind
    T parse(String text);

    /// The text that is saved.
    String save(T value);

    /// The form of a value in help texts: `yes|no`, `BARRIER[:LIMIT]`, or empty for a flag.
    String syntax();

    /// The words that a value can be or begin with, for completion.
    default List<String> words() {
        return List.of();
    }

    /// The one text among all that mean the same.
    ///
    /// @throws BadValueException when the text is none of this kind
    default String canonical(String text) {
        return save(parse(text));
    }

    /// An option without value.
    record Flag() implements ValueKind<Boolean> {
        @Override
        public Boolean parse(String text) {
            if (!text.isEmpty()) {
                throw new BadValueException("takes no value");
            }
            return true;
        }

        @Override
        public String save(Boolean value) {
            return "";
        }

        @Override
        public String syntax() {
            return "";
        }
    }

    /// One of two words, such as yes and no.
    record Choice(String yes, String no) implements ValueKind<Boolean> {
        @Override
        public Boolean parse(String text) {
            if (text.equals(yes) || text.equals(no)) {
                return text.equals(yes);
            }
            throw new BadValueException(yes + " or " + no);
        }

        @Override
        public String save(Boolean value) {
            return value ? yes : no;
        }

        @Override
        public String syntax() {
            return yes + "|" + no;
        }

        @Override
        public List<String> words() {
            return List.of(yes, no);
        }
    }

    /// One of a few words.
    record OneOf(List<String> words) implements ValueKind<String> {
        public OneOf {
            words = List.copyOf(words);
        }

        @Override
        public String parse(String text) {
            if (!words.contains(text)) {
                throw new BadValueException("one of " + String.join(", ", words));
            }
            return text;
        }

        @Override
        public String save(String value) {
            return value;
        }

        @Override
        public String syntax() {
            return String.join("|", words);
        }
    }

    /// A whole number of a range.
    record Whole(long least, long most) implements ValueKind<Long> {
        @Override
        public Long parse(String text) {
            return Numbers.parse(text, least, most);
        }

        @Override
        public String save(Long value) {
            return Long.toString(value);
        }

        @Override
        public String syntax() {
            return "N";
        }
    }

    /// A factor from 0, kept to six significant digits.
    record Factor(int most) implements ValueKind<Double> {
        private static final Pattern FORM = Pattern.compile("\\d{1,9}(\\.\\d{1,15})?");

        @Override
        public Double parse(String text) {
            if (!FORM.matcher(text).matches() || Double.parseDouble(text) > most) {
                throw new BadValueException("a number from 0 to " + most + ", such as 1.5");
            }
            return Double.valueOf(text);
        }

        @Override
        public String save(Double value) {
            BigDecimal digits = BigDecimal.valueOf(value).round(new MathContext(6, RoundingMode.HALF_EVEN));
            return digits.signum() == 0 ? "0" : digits.stripTrailingZeros().toPlainString();
        }

        @Override
        public String syntax() {
            return "F";
        }
    }

    /// Barrier and limit of a beancounter.
    record Ubc(Unit unit) implements ValueKind<Limit> {
        @Override
        public Limit parse(String text) {
            return Limit.parse(text, unit);
        }

        @Override
        public String save(Limit value) {
            return value.toString();
        }

        @Override
        public String syntax() {
            return "BARRIER[:LIMIT]";
        }

        @Override
        public List<String> words() {
            return List.of(Quantity.UNLIMITED_WORD);
        }
    }

    /// Memory in bytes, which becomes a beancounter's `0:PAGES`, rounded up.
    record Memory() implements ValueKind<Limit> {
        @Override
        public Limit parse(String text) {
            return new Limit(0, ByteSize.parse(text).pages());
        }

        @Override
        public String save(Limit value) {
            return value.toString();
        }

        @Override
        public String syntax() {
            return "BYTES";
        }

        @Override
        public List<String> words() {
            return List.of(Quantity.UNLIMITED_WORD);
        }
    }

    /// Soft and hard limit of a disk quota.
    record Disk(Unit unit) implements ValueKind<DiskLimit> {
        @Override
        public DiskLimit parse(String text) {
            return DiskLimit.parse(text, unit);
        }

        @Override
        public String save(DiskLimit value) {
            return value.toString();
        }

        @Override
        public String syntax() {
            return "SOFT[:HARD]";
        }
    }

    /// Bytes per second; 0 is no limit.
    ///
    /// @param plain how many bytes a number without suffix counts
    record Rate(int plain) implements ValueKind<Long> {
        private static final Pattern FORM = Pattern.compile("\\d{1,15}[TGMKPBtgmkpb]?");
        private static final long MOST = Integer.MAX_VALUE;

        @Override
        public Long parse(String text) {
            if (text.equals(Quantity.UNLIMITED_WORD)) {
                return 0L;
            }
            if (!FORM.matcher(text).matches()) {
                throw new BadValueException(
                        "bytes per second with one of B K M G behind it, such as 10M; 0 for no limit");
            }
            boolean number = Character.isDigit(text.charAt(text.length() - 1));
            long value = Quantity.parse(text, Unit.BYTES);
            return number && value > MOST / plain ? MOST : Math.min(MOST, number ? value * plain : value);
        }

        @Override
        public String save(Long value) {
            return Long.toString(value);
        }

        @Override
        public String syntax() {
            return "N[B|K|M|G]";
        }

        @Override
        public List<String> words() {
            return List.of(Quantity.UNLIMITED_WORD);
        }
    }

    /// Something with a text form of its own.
    ///
    /// @param secret whether values must not be shown in messages and logs
    record Special<T>(
            String syntax, List<String> words, boolean secret, Function<String, T> reader, Function<T, String> writer)
            implements ValueKind<T> {
        @Override
        public T parse(String text) {
            return reader.apply(text);
        }

        @Override
        public String save(T value) {
            return writer.apply(value);
        }
    }

    /// Several of a kind, separated by blanks or commas when read.
    ///
    /// @param end what stands behind each of them when saved, besides the blank between
    record Several<T>(ValueKind<T> element, String end) implements ValueKind<List<T>> {
        private static final Pattern SEPARATORS = Pattern.compile("[ \\t,]+");

        @Override
        public List<T> parse(String text) {
            List<T> values = new ArrayList<>();
            for (String word : SEPARATORS.split(text, -1)) {
                if (!word.isEmpty()) {
                    values.add(element.parse(word));
                }
            }
            return List.copyOf(values);
        }

        @Override
        public String save(List<T> values) {
            return values.isEmpty() ? "" : values.stream().map(element::save).collect(Collectors.joining(" ")) + end;
        }

        @Override
        public String syntax() {
            return element.syntax();
        }

        @Override
        public List<String> words() {
            return element.words();
        }
    }

    /// Things switched on and off by name.
    ///
    /// @param upper whether names are saved in upper case
    record SwitchList<E extends Enum<E>>(Class<E> names, boolean upper) implements ValueKind<Switches<E>> {
        @Override
        public Switches<E> parse(String text) {
            return Switches.parse(text, names);
        }

        @Override
        public String save(Switches<E> value) {
            return upper ? value.upperCase() : value.lowerCase();
        }

        @Override
        public String syntax() {
            return "NAME:on|off[,NAME:on|off]";
        }

        @Override
        public List<String> words() {
            return java.util.Arrays.stream(names.getEnumConstants())
                    .map(name -> name.name().toLowerCase(java.util.Locale.ROOT) + ":")
                    .toList();
        }
    }

    /// Free text of one line.
    record Text() implements ValueKind<String> {
        @Override
        public String parse(String text) {
            return Texts.line(text);
        }

        @Override
        public String save(String value) {
            return value;
        }

        @Override
        public String syntax() {
            return "TEXT";
        }
    }
}
