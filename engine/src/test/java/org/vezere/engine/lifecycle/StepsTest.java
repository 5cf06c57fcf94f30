package org.vezere.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vezere.model.Ctid;

class StepsTest {
    private static final Ctid CTID = new Ctid(101);

    private final List<String> log = new ArrayList<>();

    @Test
    void takesBackInReverseOrderWhenNotCompleted() {
        try (Steps steps = new Steps("start", CTID, StepWatch.NONE)) {
            steps.run("one", () -> log.add("do 1"), () -> log.add("undo 1"));
            steps.run("two", () -> log.add("do 2"), () -> log.add("undo 2"));
            steps.run("three", () -> log.add("do 3"));
        }

        assertThat(log).containsExactly("do 1", "do 2", "do 3", "undo 2", "undo 1");
    }

    @Test
    void aFailedStepIsNotTakenBackButItsForerunnersAre() {
        try (Steps steps = new Steps("start", CTID, StepWatch.NONE)) {
            steps.run("one", () -> log.add("do 1"), () -> log.add("undo 1"));
            steps.run(
                    "two",
                    () -> {
                        throw new IllegalStateException("no");
                    },
                    () -> log.add("undo 2"));
        } catch (IllegalStateException expected) {
            log.add(String.valueOf(expected.getMessage()));
        }

        assertThat(log).containsExactly("do 1", "undo 1", "no");
    }

    @Test
    void anUndoThatFailsDoesNotKeepTheOthersFromRunning() {
        try (Steps steps = new Steps("start", CTID, StepWatch.NONE)) {
            steps.run("one", () -> {}, () -> log.add("undo 1"));
            steps.run("two", () -> {}, () -> {
                throw new IllegalStateException("stuck");
            });
        }

        assertThat(log).containsExactly("undo 1");
    }

    @Test
    void keepsEverythingOnceComplete() {
        try (Steps steps = new Steps("start", CTID, StepWatch.NONE)) {
            steps.get("one", () -> 1, value -> log.add("undo " + value));
            steps.complete();
        }

        assertThat(log).isEmpty();
    }

    @Test
    void tellsTheWatchEachStepWithItsNumber() {
        StepWatch watch = (operation, ctid, number, name) -> log.add(operation + ctid + ":" + number + " " + name);

        try (Steps steps = new Steps("start", CTID, watch)) {
            steps.run("one", () -> {});
            steps.get("two", () -> 2);
            steps.complete();
            assertThat(steps.timings()).extracting(Steps.Timing::name).containsExactly("one", "two");
        }

        assertThat(log).containsExactly("start101:1 one", "start101:2 two");
    }
}
