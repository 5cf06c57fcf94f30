package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Part D of the isolation contract: however VEs come and go, nothing of them stays.
class ChurnTest {
    private static final int MANY = 100;

    private Box box;
    private Traces traces;

    @BeforeEach
    void makeNode() {
        box = Box.with("busybox");
        traces = new Traces(box);
    }

    @AfterEach
    void removeNode() {
        box.close();
    }

    private void nothingStays(int first, int count) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            List<String> left = new ArrayList<>(traces.halfMade());
            for (int ctid = first; ctid < first + count; ctid++) {
                left.addAll(traces.of(ctid, "198.51.100." + ctid));
            }
            assertThat(left).isEmpty();
        });
        assertThat(traces.idRanges()).as("ranges of host ids").isEqualTo(running());
        assertThat(zombies()).as("zombies of vzd").isZero();
    }

    private long running() {
        return box.vzlist("-H", "-o", "ctid").lines().stream()
                .filter(line -> !line.isBlank())
                .count();
    }

    private long zombies() {
        return box.sh("ps -o stat= --ppid " + box.vzd()).lines().stream()
                .filter(state -> state.startsWith("Z"))
                .count();
    }

    private static <T> List<T> atOnce(int count, java.util.function.IntFunction<T> work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<CompletableFuture<T>> all = IntStream.range(0, count)
                    .mapToObj(number -> CompletableFuture.supplyAsync(() -> work.apply(number), threads))
                    .toList();
            return all.stream().map(CompletableFuture::join).toList();
        }
    }

    @Test
    @DisplayName(
            "D1, D4: a hundred VEs start at once, stop at once, and leave no cgroup, mount, link, loop device or rule")
    void d1AHundredAtOnce() {
        assertThat(atOnce(
                        MANY,
                        number -> box.vzctl(
                                        "create",
                                        "" + (101 + number),
                                        "--ostemplate",
                                        "busybox",
                                        "--ipadd",
                                        "198.51.100." + (101 + number))
                                .exit()))
                .containsOnly(0);

        assertThat(atOnce(
                        MANY, number -> box.vzctl("start", "" + (101 + number)).exit()))
                .containsOnly(0);
        assertThat(box.vzlist("-H", "-o", "ctid").lines()).hasSize(MANY);
        assertThat(atOnce(
                        MANY,
                        number -> box.vzctl("exec", "" + (101 + number), "cat /proc/1/comm")
                                .text()))
                .containsOnly("init");
        List<Long> bases = IntStream.range(101, 101 + MANY)
                .mapToObj(ctid -> new Ve(box, ctid).base())
                .distinct()
                .toList();
        assertThat(bases).as("ranges of ids").hasSize(MANY);

        assertThat(atOnce(
                        MANY,
                        number ->
                                box.vzctl("stop", "" + (101 + number), "--fast").exit()))
                .containsOnly(0);
        nothingStays(101, MANY);
        assertThat(atOnce(
                        MANY,
                        number -> box.vzctl("destroy", "" + (101 + number)).exit()))
                .containsOnly(0);
        assertThat(box.sh("ls $VEZERE_PREFIX/vz/private").text()).isEmpty();
    }

    @Test
    @DisplayName("D1: starts, stops and restarts that meet leave a VE that runs or one that does not")
    void d1OperationsThatMeet() {
        box.busybox(201, "--ipadd", "198.51.100.201");
        Random random = new Random(7);
        for (int round = 0; round < 5; round++) {
            List<String> verbs = IntStream.range(0, 6)
                    .mapToObj(_ -> List.of("start", "stop", "restart").get(random.nextInt(3)))
                    .toList();

            List<Integer> codes = atOnce(
                    6,
                    number -> verbs.get(number).equals("stop")
                            ? box.vzctl("stop", "201", "--fast").exit()
                            : box.vzctl(verbs.get(number), "201").exit());

            assertThat(codes)
                    .as("%s", verbs)
                    .allMatch(code -> List.of(0, 9, 31, 32).contains(code));
            String status = box.vzctl("status", "201").text();
            if (status.endsWith(" running")) {
                box.vzctl("exec", "201", "true").ok();
            } else {
                assertThat(status).isEqualTo("CTID 201 exist unmounted down");
                nothingStays(201, 1);
            }
        }
    }

    @Test
    @DisplayName("D3: wherever vzd is killed in a start, stop or create, the next one finds or makes a clean state")
    void d3KilledAtAnyMoment() throws Exception {
        Random random = new Random(11);
        box.busybox(201, "--ipadd", "198.51.100.201");
        box.runningBusybox(202, "--ipadd", "198.51.100.202");
        Ve bystander = new Ve(box, 202);
        int bystanderInit = bystander.init();
        for (int round = 0; round < 9; round++) {
            String[] command = switch (round % 3) {
                case 0 -> new String[] {"start", "201"};
                case 1 -> new String[] {"stop", "201", "--fast"};
                default -> new String[] {"create", "203", "--ostemplate", "busybox", "--ipadd", "198.51.100.203"};
            };
            List<String> words =
                    new ArrayList<>(List.of(Box.CHECKOUT.resolve("bin/vzctl").toString()));
            words.addAll(List.of(command));
            box.vzlist("-a");
            Process running = box.start(words.toArray(String[]::new));
            Thread.sleep(random.nextInt(1, 40));
            box.killVzd();
            running.waitFor();

            box.vzlist("-a").ok();
            bystander.isWell(bystanderInit);
            String status = box.vzctl("status", "201").text();
            if (status.endsWith("mounted running")) {
                box.vzctl("exec", "201", "true").ok();
            } else {
                assertThat(status).as(String.join(" ", command)).isEqualTo("CTID 201 exist unmounted down");
                nothingStays(201, 1);
            }
            if (round % 3 == 2) {
                if (box.vzctl("status", "203").text().equals("CTID 203 deleted unmounted down")) {
                    assertThat(box.path("vz/private/203")).doesNotExist();
                    assertThat(box.path("etc/vz/conf/203.conf")).doesNotExist();
                } else {
                    box.vzctl("start", "203").ok();
                    box.vzctl("stop", "203", "--fast").ok();
                    box.vzctl("destroy", "203").ok();
                }
                box.vzctl("stop", "201", "--fast");
            }
        }
        box.vzctl("start", "201");
        box.vzctl("exec", "201", "true").ok();
        box.vzctl("stop", "201", "--fast").ok();
        nothingStays(201, 1);
    }
}
