package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.Ctid;

class IdRangesTest {
    @TempDir
    Path directory;

    @Test
    void givesEachVeItsOwnRangeBelowTwoToThe31() {
        IdRanges ranges = ranges("a");

        Set<Integer> bases = new HashSet<>();
        for (int number = 1; number <= 50; number++) {
            IdRange range = ranges.take(new Ctid(number * IdRanges.COUNT));
            bases.add(range.base());
            assertThat(range.base()).isGreaterThanOrEqualTo(IdRanges.FIRST);
            assertThat(range.last()).isPositive();
        }

        assertThat(bases).hasSize(50);
    }

    @Test
    void nodesOfOneMachineNeverShareARange() {
        IdRange first = ranges("a").take(new Ctid(101));
        IdRange second = ranges("b").take(new Ctid(101));

        assertThat(first).isNotEqualTo(second);
        assertThat(ranges("a").ours()).extracting(IdRanges.Taken::range).containsExactly(first);
    }

    @Test
    void aReleasedRangeIsFreeAgain() {
        IdRanges ranges = ranges("a");
        IdRange range = ranges.take(new Ctid(101));

        ranges.release(range);
        ranges.release(range);

        assertThat(ranges.take(new Ctid(101))).isEqualTo(range);
    }

    @Test
    void avoidsRangesOfSubordinateIds() throws IOException {
        IdRange wanted = ranges("a").take(new Ctid(101));
        ranges("a").release(wanted);
        Files.writeString(directory.resolve("subuid"), "joe:" + (wanted.base() + 100) + ":65536\nbroken line\n");

        IdRange given = ranges("a").take(new Ctid(101));

        assertThat(given.base()).isGreaterThanOrEqualTo(wanted.base() + 2 * IdRange.SIZE);
    }

    private IdRanges ranges(String node) {
        return new IdRanges(directory.resolve("ids"), List.of(directory.resolve("subuid")), node);
    }
}
