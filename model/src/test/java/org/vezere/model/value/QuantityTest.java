package org.vezere.model.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "BYTES,1000,1000",
        "BYTES,1K,1024",
        "BYTES,1p,4096",
        "BYTES,7b,7",
        "BYTES,1.5m,1572864",
        "BYTES,1T,1099511627776",
        "PAGES,65536,65536",
        "PAGES,256M,65536",
        "PAGES,10P,10",
        "PAGES,4097B,1",
        "KIBIBYTES,2097152,2097152",
        "KIBIBYTES,2G,2097152",
        "KIBIBYTES,2.2G,2306867",
        "KIBIBYTES,1.1G,1153433",
        "KIBIBYTES,2047B,1",
        "INODES,200000,200000",
        "INODES,200K,204800",
        "ITEMS,240,240",
        "BYTES,9223372036854775807,9223372036854775807",
        "BYTES,18446744073709551615,9223372036854775807",
        "BYTES,99999999T,9223372036854775807",
    })
    void readsNumbersWithSuffixesByUnit(Unit unit, String text, long expected) {
        assertThat(Quantity.parse(text, unit)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1", "5X", "K", "1KB", "1 K", ".5G", "1.G", "1.2.3", "0x10", "1e3", "unlimited", "٣"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text, Unit.BYTES)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1K", "1P", "1B", "1.5"})
    void itemsTakeNoSuffixAndNoFraction(String text) {
        assertThatThrownBy(() -> Quantity.parse(text, Unit.ITEMS)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @EnumSource
    void unlimitedIsTheGreatestNumber(Unit unit) {
        assertThat(Quantity.parseOrUnlimited("unlimited", unit)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void limitsAreSavedAsOneValueWhenEqual() {
        assertThat(Limit.parse("240:240", Unit.ITEMS)).hasToString("240");
        assertThat(Limit.parse("240", Unit.ITEMS)).isEqualTo(new Limit(240, 240));
        assertThat(Limit.parse("0:256M", Unit.PAGES)).hasToString("0:65536");
        assertThat(Limit.parse("0:unlimited", Unit.PAGES))
                .hasToString("0:unlimited")
                .matches(Limit::unlimited);
        assertThat(Limit.parse("9223372036854775807", Unit.BYTES)).hasToString("unlimited");
        assertThat(Limit.parse("4611686018427387903:9223372036854775807", Unit.BYTES))
                .hasToString("4611686018427387903:unlimited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:", ":1", "1:2:3", "1;2", "unlimited ", "unlimitedx"})
    void refusesBrokenLimits(String text) {
        assertThatThrownBy(() -> Limit.parse(text, Unit.ITEMS)).isInstanceOf(BadValueException.class);
    }

    @Test
    void diskLimitsAreSavedWithBothNumbers() {
        assertThat(DiskLimit.parse("2G:2.2G", Unit.KIBIBYTES)).hasToString("2097152:2306867");
        assertThat(DiskLimit.parse("1000", Unit.INODES)).hasToString("1000:1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlimited", "2G:1G", "1:", ""})
    void refusesBrokenDiskLimits(String text) {
        assertThatThrownBy(() -> DiskLimit.parse(text, Unit.KIBIBYTES)).isInstanceOf(BadValueException.class);
    }

    @Test
    void sizesRoundUpToPages() {
        assertThat(ByteSize.parse("4097").pages()).isEqualTo(2);
        assertThat(ByteSize.parse("4096").pages()).isEqualTo(1);
        assertThat(ByteSize.parse("0").pages()).isZero();
        assertThat(ByteSize.parse("unlimited").pages()).isEqualTo(Long.MAX_VALUE);
        assertThat(ByteSize.ofPages(Long.MAX_VALUE / 2).unlimited()).isTrue();
        assertThat(ByteSize.ofKibibytes(2).bytes()).isEqualTo(2048);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512M", "1536K", "1000", "0", "1T", "3G", "2048T", "unlimited"})
    void sizesAreWrittenShortAndExact(String text) {
        assertThat(ByteSize.parse(text)).hasToString(text);
    }
}
