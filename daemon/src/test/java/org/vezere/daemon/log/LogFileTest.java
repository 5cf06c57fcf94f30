package org.vezere.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.Call;
import org.vezere.model.Ctid;
import org.vezere.model.FailureKind;
import org.vezere.model.Notice;
import org.vezere.model.NoticeKind;
import org.vezere.model.VezereException;

class LogFileTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private Path path;
    private LogFile log;

    @BeforeEach
    void open() {
        path = directory.resolve("log/vzctl.log");
        log = new LogFile(path, NOON, ZoneId.of("Europe/Paris"));
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    @Test
    void linesLookLikeThoseOfTheReference() {
        log.line("vzctl", 101, "Container was stopped");
        log.line("vzd", "ready");

        assertThat(path).hasContent("""
                        2026-11-23T13:00:00+0100 vzctl : CT 101 : Container was stopped
                        2026-11-23T13:00:00+0100 vzd : ready
                        """);
    }

    @Test
    void onlyRootReadsIt() throws IOException {
        log.line("vzd", "ready");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aTextOfSeveralLinesCannotForgeOne() throws IOException {
        log.line("vzctl", 101, "bad name: x\n2026-11-23T13:00:00+0100 vzctl : CT 1 : Container was destroyed\n");

        assertThat(Files.readAllLines(path)).hasSize(2);
        assertThat(Files.readAllLines(path).get(1)).startsWith("\t");
    }

    @Test
    void goesOnInANewFileWhenTheOldOneIsRenamed() throws IOException {
        log.line("vzd", "one");
        Path old = Files.move(path, directory.resolve("vzctl.log.1"));
        log.line("vzd", "two");

        assertThat(old).content().contains("one").doesNotContain("two");
        assertThat(path).content().contains("two").doesNotContain("one");
    }

    @Test
    void goesOnAtTheBeginningWhenTheFileIsTruncated() throws IOException {
        log.line("vzd", "one");
        Files.newOutputStream(path, StandardOpenOption.TRUNCATE_EXISTING).close();
        log.line("vzd", "two");

        assertThat(path).content().startsWith("2026").contains("two").doesNotContain("one");
    }

    @Test
    void goesWhereItIsMoved() throws IOException {
        log.line("vzd", "one");
        log.moveTo(directory.resolve("elsewhere.log"));
        log.line("vzd", "two");

        assertThat(path).content().contains("one").doesNotContain("two");
        assertThat(directory.resolve("elsewhere.log")).content().contains("two");
    }

    @Test
    void keepsSilentWhenToldSo() {
        log.silence();
        log.line("vzd", "one");

        assertThat(path).doesNotExist();
    }

    @Test
    void aLogThatCannotBeWrittenStopsNothing() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        try (LogFile impossible = new LogFile(directory.resolve("file/vzctl.log"), NOON, ZoneOffset.UTC)) {
            impossible.line("vzd", "goes to standard error");
        }

        assertThat(directory.resolve("file")).isEmptyFile();
    }

    @Test
    void noticesOfTheWantedLevelAreLoggedAndAllAreToldOn() {
        List<Notice> told = new ArrayList<>();
        Call logged = new VezereLog(log, 0).of(new Ctid(101), new Collecting(told));
        logged.notice(Notice.of(NoticeKind.STARTING));
        logged.notice(Notice.of(NoticeKind.DETAIL, "small print"));

        assertThat(path).content().contains("CT 101 : Starting container...").doesNotContain("small print");
        assertThat(told).hasSize(2);
    }

    @Test
    void failuresAreLogged() {
        new VezereLog(log, -1).failed(new Ctid(101), new VezereException(FailureKind.DISABLED));

        assertThat(path).content().endsWith("vzctl : CT 101 : Container start disabled\n");
    }

    private record Collecting(List<Notice> notices) implements Call {
        @Override
        public int pid() {
            return 1;
        }

        @Override
        public boolean skipLock() {
            return false;
        }

        @Override
        public void notice(Notice notice) {
            notices.add(notice);
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
