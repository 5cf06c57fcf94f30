package org.vezere.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;

final class ProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void spawnedProgramHasTheGivenDescriptorsAndNoOthers() throws Exception {
        try (Fd program = OpenFile.at("/bin/ls");
                Fd nothing = OpenFile.at("/dev/null", OpenFlag.RDWR);
                Pipe pipe = Pipe.open();
                Fd open = OpenFile.at("/etc/passwd")) {
            List<Fd> files = Arrays.asList(nothing, pipe.writing(), null, null, open);

            int pid = new Spawner().spawn(program, List.of("ls", "/proc/self/fd"), files);
            pipe.writing().close();
            String printed = readAll(pipe.reading());

            // ls itself opens the directory as 2, the lowest free number.
            assertThat(printed.split("\n")).containsExactly("0", "1", "2", "4");
            assertThat(await(pid)).isEqualTo(new ProcessEnd.Exited(0));
        }
    }

    @Test
    void spawnSurvivesNumbersThatCollide() throws Exception {
        // The C library hands out the lowest free numbers, so sources and targets overlap when few files are
        // open.
        try (Fd program = MemoryFile.program("cat", Files.readAllBytes(Path.of("/bin/cat")));
                Fd nothing = OpenFile.at("/dev/null", OpenFlag.RDWR);
                Pipe pipe = Pipe.open()) {
            int most = Math.max(program.number(), pipe.writing().number()) + 3;
            List<Fd> files = new ArrayList<>(List.of(nothing, pipe.writing()));
            while (files.size() < most) {
                files.add(nothing);
            }

            int pid = new Spawner().spawn(program, List.of("cat", "/proc/self/environ", "/etc/hostname"), files);
            pipe.writing().close();

            assertThat(readAll(pipe.reading())).isEqualTo(Files.readString(Path.of("/etc/hostname")));
            assertThat(await(pid)).isEqualTo(new ProcessEnd.Exited(0));
        }
    }

    @Test
    void spawnOfNoProgramSaysWhy() {
        try (Fd program = OpenFile.at("/etc/passwd")) {
            Spawner spawner = new Spawner();

            assertThatThrownBy(() -> spawner.spawn(program, List.of("passwd"), List.of(program)))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            failure -> assertThat(failure.errno()).isEqualTo(Errno.EACCES))
                    .hasMessage("posix_spawn(passwd): access refused (EACCES)");
        }
    }

    @Test
    void sealedFileCannotBeChanged() throws Exception {
        try (Fd file = MemoryFile.data("test", "content".getBytes(StandardCharsets.UTF_8))) {
            Path path = Path.of(file.procPath());

            assertThat(Files.readString(path)).isEqualTo("content");
            assertThatThrownBy(() -> Files.writeString(path, "other")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void memoryFilesAreClosedToOthers() throws Exception {
        try (Fd data = MemoryFile.data("test", new byte[1]);
                Fd program = MemoryFile.program("test", new byte[1])) {
            assertThat(Files.getPosixFilePermissions(Path.of(data.procPath())))
                    .isEqualTo(PosixFilePermissions.fromString("r--------"));
            assertThat(Files.getPosixFilePermissions(Path.of(program.procPath())))
                    .isEqualTo(PosixFilePermissions.fromString("r-x------"));
        }
    }

    @Test
    void reaperTellsHowChildrenEnd() throws Exception {
        try (Watcher watcher = new Watcher("test-reaper");
                Fd program = OpenFile.at("/bin/sleep");
                Fd nothing = OpenFile.at("/dev/null", OpenFlag.RDWR)) {
            Reaper reaper = new Reaper(watcher);
            Spawner spawner = new Spawner();
            List<CompletableFuture<ProcessEnd>> brief = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                brief.add(reaper.adopt(spawner.spawn(program, List.of("sleep", "0.05"), List.of(nothing))));
            }
            int victim = spawner.spawn(program, List.of("sleep", "60"), List.of(nothing));
            CompletableFuture<ProcessEnd> killed = reaper.adopt(victim);
            try (PidFd process = PidFd.open(victim)) {
                assertThat(process.send(15)).isTrue();
            }

            assertThat(killed.get(10, TimeUnit.SECONDS)).isEqualTo(new ProcessEnd.Killed(15, false));
            for (CompletableFuture<ProcessEnd> end : brief) {
                assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(new ProcessEnd.Exited(0));
            }
            assertThat(ProcessStat.of(victim)).isEmpty();
            assertThat(watcher.size()).isZero();
        }
    }

    @Test
    void watcherCallsBackUntilItIsTold() throws Exception {
        try (Watcher watcher = new Watcher("test-watcher");
                Pipe pipe = Pipe.open();
                DescriptorOutputStream output = new DescriptorOutputStream(pipe.writing());
                DescriptorInputStream input = new DescriptorInputStream(pipe.reading())) {
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch third = new CountDownLatch(3);
            Watcher.Watch watch = watcher.each(pipe.reading(), Poller.READABLE, () -> {
                try {
                    calls.addAndGet(input.read());
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
                third.countDown();
            });

            output.write(new byte[] {1, 2, 3});

            assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
            watch.close();
            watch.close();
            output.write(100);
            Thread.sleep(30);
            assertThat(calls).hasValue(6);
            assertThat(watcher.size()).isZero();
        }
    }

    @Test
    void watcherOutlivesACallbackThatThrows() throws Exception {
        try (Watcher watcher = new Watcher("test-watcher");
                EventFd first = new EventFd();
                EventFd second = new EventFd()) {
            CountDownLatch called = new CountDownLatch(1);
            watcher.once(first.descriptor(), Poller.READABLE, () -> {
                throw new IllegalStateException("on purpose");
            });
            watcher.once(second.descriptor(), Poller.READABLE, called::countDown);

            first.signal();
            second.signal();

            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void virtualThreadsReadAndWriteWithoutHoldingTheirCarriers() throws Exception {
        int pairs = 3 * Runtime.getRuntime().availableProcessors();
        List<Pipe> pipes = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        AtomicInteger read = new AtomicInteger();
        for (int i = 0; i < pairs; i++) {
            Pipe pipe = Pipe.open();
            pipes.add(pipe);
            readers.add(Thread.startVirtualThread(() -> {
                try (DescriptorInputStream input = new DescriptorInputStream(pipe.reading())) {
                    read.addAndGet(input.readAllBytes().length);
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        Thread writer = Thread.startVirtualThread(() -> {
            for (Pipe pipe : pipes) {
                try (DescriptorOutputStream output = new DescriptorOutputStream(pipe.writing())) {
                    output.write(new byte[100_000]);
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        });

        assertThat(writer.join(PATIENCE)).isTrue();
        for (Thread reader : readers) {
            assertThat(reader.join(PATIENCE)).isTrue();
        }
        assertThat(read).hasValue(pairs * 100_000);
    }

    @Test
    void stopEndsAReaderThatWaits() throws Exception {
        try (EventFd stop = new EventFd();
                Pipe pipe = Pipe.open();
                DescriptorInputStream input = new DescriptorInputStream(pipe.reading(), stop)) {
            CompletableFuture<Integer> result = CompletableFuture.supplyAsync(() -> {
                try {
                    return input.read();
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });

            stop.signal();

            assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void closingUnderAReaderLeavesItItsMemory() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            DescriptorInputStream input =
                    new DescriptorInputStream(pipe.reading().duplicate());
            byte[] first = new byte[4];
            CompletableFuture<Integer> result = CompletableFuture.supplyAsync(() -> {
                try {
                    return input.read(first, 0, 4);
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            Thread.sleep(50);
            input.close();
            try (DescriptorInputStream second = new DescriptorInputStream(pipe.reading());
                    DescriptorOutputStream output = new DescriptorOutputStream(pipe.writing())) {
                output.write(new byte[] {1, 2, 3, 4});
                assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(4);
                output.write(new byte[] {5, 6, 7, 8});

                assertThat(second.readNBytes(4)).containsExactly(5, 6, 7, 8);
            }
            assertThat(first).containsExactly(1, 2, 3, 4);
            assertThatThrownBy(input::read).hasMessageContaining("after it was closed");
        }
    }

    @Test
    void writingToNobodyIsAnError() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.reading().close();
        try (DescriptorOutputStream output = new DescriptorOutputStream(pipe.writing())) {
            assertThatThrownBy(() -> output.write(1)).hasMessageContaining("other end is closed (EPIPE)");
        }
    }

    @Test
    void waitingEndsWhenTheTimeHasPassed() {
        try (Pipe pipe = Pipe.open()) {
            assertThat(Poller.await(pipe.reading(), Poller.READABLE, Duration.ofMillis(20)))
                    .isFalse();
            assertThat(Poller.await(pipe.writing(), Poller.WRITABLE, Duration.ZERO))
                    .isTrue();
        }
    }

    @Test
    void filesTravelOverSockets() throws Exception {
        try (UnixSockets.Pair pair = UnixSockets.packetPair();
                Fd sent = MemoryFile.data("sent", "over".getBytes(StandardCharsets.UTF_8))) {
            DescriptorPassing.send(pair.one(), new byte[] {1, 2}, List.of(sent, sent));

            DescriptorPassing.Message message = DescriptorPassing.receive(pair.other(), 32);

            assertThat(message.bytes()).containsExactly(1, 2);
            assertThat(message.files()).hasSize(2);
            assertThat(Files.readString(Path.of(message.files().getLast().procPath())))
                    .isEqualTo("over");
            message.closeFiles();
        }
    }

    @Test
    void keeperWhoseMessageIsCutShortIsNotBelieved() {
        try (UnixSockets.Pair pair = UnixSockets.packetPair();
                KeeperLink link = new KeeperLink(pair.one())) {
            DescriptorPassing.send(pair.other(), new byte[5], List.of());
            assertThatThrownBy(() -> link.receive(PATIENCE)).hasMessageContaining("this one 5");

            byte[] unknown = new byte[32];
            unknown[0] = 99;
            DescriptorPassing.send(pair.other(), unknown, List.of());
            assertThatThrownBy(() -> link.receive(PATIENCE)).hasMessageContaining("type 99");

            byte[] born = new byte[32];
            born[0] = 1;
            DescriptorPassing.send(pair.other(), born, List.of());
            assertThatThrownBy(() -> link.receive(PATIENCE)).hasMessageContaining("0 open files instead of one");

            assertThatThrownBy(() -> link.receive(Duration.ofMillis(10))).hasMessageContaining("timed out");
            pair.other().close();
            assertThat(link.receive(PATIENCE)).isInstanceOf(KeeperMessage.Gone.class);
        }
    }

    @Test
    void longDirectoriesHoldSocketsToo(@TempDir Path directory) throws Exception {
        Path deep = directory;
        for (int i = 0; i < 12; i++) {
            deep = deep.resolve("a-directory-with-a-long-name");
        }
        Files.createDirectories(deep);
        try (Fd place = OpenFile.directory(deep.toString());
                Fd listener = UnixSockets.listen(place, "sock");
                Fd connected = UnixSockets.connect(place, "sock")) {
            assertThat(Poller.await(listener, Poller.READABLE, PATIENCE)).isTrue();
            assertThat(connected.number()).isNotNegative();
            assertThatThrownBy(() -> UnixSockets.connect(place, "none")).hasMessageContaining("ENOENT");
            assertThatThrownBy(() -> UnixSockets.listen(place, "../sock")).hasMessageContaining("no slash");
        }
    }

    @Test
    void statLinesWithOddNamesAreRead() {
        String line = "42 (a) b (c)) S 7 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 1\n";

        assertThat(ProcessStat.parse(line)).isEqualTo(new ProcessStat(42, "a) b (c)", 'S', 7, 987654));
        assertThatThrownBy(() -> ProcessStat.parse("42 nonsense")).hasMessageContaining("42 nonsense");
    }

    @Test
    void ownProcessIsFound() {
        int pid = (int) ProcessHandle.current().pid();

        assertThat(ProcessStat.of(pid))
                .hasValueSatisfying(stat -> assertThat(stat.startTime()).isPositive());
        assertThat(NamespaceIds.of(pid)).isEqualTo(NamespaceIds.own());
        assertThat(ProcessStat.of(Integer.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> PidFd.open(4_000_000)).hasMessageContaining("no such process");
    }

    private static ProcessEnd await(int pid) {
        try (PidFd child = PidFd.open(pid)) {
            return Reaper.await(child);
        }
    }

    private static String readAll(Fd file) throws IOException {
        try (DescriptorInputStream input = new DescriptorInputStream(file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
