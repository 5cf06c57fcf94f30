package org.vezere.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.model.Ctid;
import org.vezere.model.Notice;
import org.vezere.model.VezereException;

class VeLocksTest {
    private static final Map<Long, String> ALIVE = Map.of(10L, "vzctl start 101", 20L, "pvectl");

    @TempDir
    Path directory;

    private final List<String> notices = new ArrayList<>();
    private Path file;
    private VeLocks locks;

    @BeforeEach
    void locks() {
        file = directory.resolve("vz/lock/101.lck");
        locks = another();
    }

    @Test
    void theFileHoldsTheProcessAndGoesWithTheLock() throws Exception {
        try (VeLocks.Held held = acquire(locks, 10)) {
            assertThat(held).isNotNull();
            assertThat(Files.readString(file)).isEqualTo("10\n\n");
        }

        assertThat(file.getParent()).isEmptyDirectory();
    }

    @Test
    void aHeldLockNamesItsHolder() {
        try (VeLocks.Held held = acquire(locks, 10)) {
            assertThat(held).isNotNull();
            for (VeLocks competitor : List.of(locks, another())) {
                assertThatThrownBy(() -> acquire(competitor, 20))
                        .isInstanceOf(VezereException.class)
                        .hasMessage("Locked by: pid 10, cmdline vzctl start 101\nContainer already locked")
                        .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                        .isEqualTo(9);
            }
            assertThat(file).exists();
        }
        acquire(another(), 20).close();
    }

    @Test
    void locksOfOtherProgramsCount() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "20\n");

        assertThatThrownBy(() -> acquire(locks, 10)).hasMessageStartingWith("Locked by: pid 20, cmdline pvectl");

        assertThat(file).hasContent("20\n");
        locks.acquire(Box.CTID, 10, true, notice -> {}).close();
        assertThat(file).hasContent("20\n");
    }

    @Test
    void staleLocksAreRemovedWithANotice() throws Exception {
        for (String content : List.of("99\n\n", "", "junk", "0\n", "99999999999\n")) {
            notices.clear();
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);

            try (VeLocks.Held held = acquire(locks, 10)) {
                assertThat(held).isNotNull();
                assertThat(notices).containsExactly("Removing stale lock file " + file);
                assertThat(file).hasContent("10\n\n");
            }
            assertThat(file.getParent()).isEmptyDirectory();
        }
    }

    @Test
    void aLockThatSomebodyElseTookOverIsLeftToHim() throws Exception {
        VeLocks.Held held = acquire(locks, 10);
        Files.writeString(file, "20\n\n");

        held.close();
        held.close();

        assertThat(file).hasContent("20\n\n");
    }

    @Test
    void closingTwiceDoesNotFreeTheNextHolder() {
        VeLocks.Held first = acquire(locks, 10);
        first.close();
        try (VeLocks.Held second = acquire(locks, 10)) {
            assertThat(second).isNotNull();
            first.close();

            assertThatThrownBy(() -> acquire(locks, 20)).isInstanceOf(VezereException.class);
        }
    }

    @Test
    void locksOfDifferentVesAreIndependent() {
        try (VeLocks.Held one = acquire(locks, 10);
                VeLocks.Held other = locks.acquire(new Ctid(102), 10, false, notice -> {})) {
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    void whereNoFileCanBeThereIsNoLock() throws Exception {
        Files.createDirectories(directory.resolve("vz"));
        Files.writeString(directory.resolve("vz/lock"), "a file");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> acquire(locks, 10))
                    .hasMessageStartingWith("Unable to lock container: ")
                    .extracting(thrown -> ((VezereException) thrown).kind().exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        Files.createDirectories(file.getParent());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger entries = new AtomicInteger();
        Callable<Void> competitor = () -> {
            VeLocks own = another();
            for (int i = 0; i < 500; i++) {
                try (VeLocks.Held held = own.acquire(Box.CTID, 10, false, notice -> {})) {
                    assertThat(held).isNotNull();
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    entries.incrementAndGet();
                    inside.decrementAndGet();
                } catch (VezereException locked) {
                    assertThat(locked.kind().exitCode()).isEqualTo(9);
                }
            }
            return null;
        };

        try (var executor = Executors.newFixedThreadPool(4)) {
            for (Future<Void> end : executor.invokeAll(List.of(competitor, competitor, competitor, competitor))) {
                end.get();
            }
        }

        assertThat(entries).hasPositiveValue();
        assertThat(file.getParent()).isEmptyDirectory();
    }

    @Test
    void processesAreThoseOfProc() throws Exception {
        Path proc = Files.createDirectories(directory.resolve("proc/42")).getParent();
        Files.write(proc.resolve("42/cmdline"), "vzctl\0set\0a\nb\0".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ProcProcesses processes = new ProcProcesses(proc);

        assertThat(processes.alive(42)).isTrue();
        assertThat(processes.alive(43)).isFalse();
        assertThat(processes.commandLine(42)).isEqualTo("vzctl set a?b");
        assertThat(processes.commandLine(43)).isEmpty();
    }

    private VeLocks another() {
        return new VeLocks(() -> directory.resolve("vz/lock"), new VeLocks.Processes() {
            @Override
            public boolean alive(long pid) {
                return ALIVE.containsKey(pid);
            }

            @Override
            public String commandLine(long pid) {
                return ALIVE.getOrDefault(pid, "");
            }
        });
    }

    private VeLocks.Held acquire(VeLocks from, int pid) {
        return from.acquire(Box.CTID, pid, false, (Notice notice) -> notices.add(notice.text()));
    }
}
