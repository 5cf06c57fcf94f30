package org.vezere.engine.doctor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A kernel that can do everything but what it is told to refuse.
final class FakeTrials implements Trials {
    private final Map<String, String> refusals = new HashMap<>();

    /// Makes a trial, named as its method, fail with these words.
    FakeTrials refusing(String trial, String words) {
        refusals.put(trial, words);
        return this;
    }

    private Optional<String> answer(String trial) {
        return Optional.ofNullable(refusals.get(trial));
    }

    @Override
    public Optional<String> detachedMount() {
        return answer("detachedMount");
    }

    @Override
    public Optional<String> confinedOpen() {
        return answer("confinedOpen");
    }

    @Override
    public Optional<String> pidfd() {
        return answer("pidfd");
    }

    @Override
    public Optional<String> cloneIntoCgroup() {
        return answer("cloneIntoCgroup");
    }

    @Override
    public Optional<String> executableMemoryFile() {
        return answer("executableMemoryFile");
    }

    @Override
    public Optional<String> deviceProgram() {
        return answer("deviceProgram");
    }

    @Override
    public Optional<String> loopConfigure(Path device) {
        return answer("loopConfigure");
    }

    @Override
    public Optional<String> projectQuota(Path directory) {
        return answer("projectQuota");
    }

    @Override
    public OptionalLong freeBytes(Path directory) {
        return OptionalLong.of(64L << 30);
    }

    @Override
    public boolean hasLibrary(String name) {
        return answer(name).isEmpty();
    }

    @Override
    public Namespaced inUserNamespace(Path directory) {
        return new Namespaced(answer("entry"), answer("idmap"), answer("overlay"));
    }
}
