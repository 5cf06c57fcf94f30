package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.Ctid;

class RunFilesTest {
    private static final Ctid CTID = new Ctid(101);
    private static final RunState STATE = new RunState(
            CTID,
            RunState.Phase.RUNNING,
            4711,
            987654321L,
            4026532000L,
            4710,
            new IdRange(IdRanges.FIRST),
            List.of("198.51.100.5", "2001:db8::5"));

    @TempDir
    Path directory;

    @Test
    void readsWhatItWrote() {
        RunFiles files = new RunFiles(directory);
        files.prepare(CTID);

        files.write(STATE);

        assertThat(files.read(CTID)).contains(STATE);
        assertThat(files.all()).containsExactly(CTID);
    }

    @Test
    void aBrokenStateIsNoState() throws IOException {
        RunFiles files = new RunFiles(directory);
        files.prepare(CTID);
        Files.writeString(files.directory(CTID).resolve("state"), "phase=RUNNING\ninit.pid=none\n");

        assertThat(files.read(CTID)).isEmpty();
    }

    @Test
    void removesWhateverIsThereAndNothingIsFine() throws IOException {
        RunFiles files = new RunFiles(directory);
        files.prepare(CTID);
        Files.writeString(files.directory(CTID).resolve("exit"), "killed 1\n");
        assertThat(files.exit(CTID)).contains("killed 1");

        files.remove(CTID);
        files.remove(CTID);

        assertThat(files.all()).isEmpty();
        assertThat(files.read(CTID)).isEmpty();
    }
}
