package org.vezere.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vezere.linux.ResourceLimit;

class ProcessLimitsTest {
    @Test
    void readsTheHardColumn() {
        var limits = ProcessLimits.parse("""
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max core file size        0                    unlimited            bytes
                Max open files            1024                 20000                files
                """);

        assertThat(limits)
                .containsEntry(ResourceLimit.CPU, ResourceLimit.INFINITY)
                .containsEntry(ResourceLimit.CORE, ResourceLimit.INFINITY)
                .containsEntry(ResourceLimit.NOFILE, 20000L);
    }

    @Test
    void thisKernelTellsAllOfThem() {
        assertThat(ProcessLimits.ownHard()).hasSize(ResourceLimit.values().length);
    }
}
