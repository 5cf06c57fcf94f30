package org.vezere.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vezere.model.Finding;
import org.vezere.model.Finding.State;

/// The doctor on the machine that runs the tests.
class RunningMachineTest {
    @Test
    void examinesQuicklyAndLeavesNothing() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may try");
        Doctor doctor = Doctor.ofRunningMachine(Path.of("/var/lib/vz/private"));
        doctor.examine(100);
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        Instant began = Instant.now();

        List<Finding> findings = doctor.examine(100);

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(1));
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
        assertThat(ProcessHandle.current().children()).isEmpty();
        Map<String, State> states = findings.stream().collect(Collectors.toMap(Finding::name, Finding::state));
        assertThat(states)
                .containsEntry("user namespaces", State.PRESENT)
                .containsEntry("mounts by descriptor", State.PRESENT)
                .containsEntry("overlay made by a VE", State.PRESENT)
                .containsEntry("confined paths (openat2)", State.PRESENT);
    }
}
