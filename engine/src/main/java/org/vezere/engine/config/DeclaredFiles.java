package org.vezere.engine.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vezere.engine.files.StagedFile;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;
import org.vezere.model.value.BadValueException;

/// What VE0's administrator has declared, a file `NAME.conf` each, which sh can read as it can the VEs' configs.
///
/// @param <T> what is declared
public final class DeclaredFiles<T> {
    private static final String SUFFIX = ".conf";

    private final Path directory;
    private final String noun;
    private final Form<T> form;
    private final Map<String, T> lastRead = new ConcurrentHashMap<>();

    /// How a thing is written.
    public interface Form<T> {
        /// The name of a thing.
        String name(T thing);

        /// The keys and values of a thing, in order.
        Map<String, String> write(T thing);

        /// Makes a thing of a file's values.
        ///
        /// @throws BadValueException with what would be right
        T read(String name, Values values);
    }

    /// The values of a file.
    public static final class Values {
        private final Map<String, String> values;

        private Values(Map<String, String> values) {
            this.values = values;
        }

        /// The words of a value; none of one that is not there.
        public Stream<String> words(String key) {
            return Stream.of(values.getOrDefault(key, "").split("\\s+", -1)).filter(word -> !word.isEmpty());
        }

        /// The first word of a value.
        public Optional<String> word(String key) {
            return words(key).findFirst();
        }

        /// What the first word of a value means.
        public <T> Optional<T> word(String key, Function<String, T> meaning) {
            return word(key).map(meaning);
        }
    }

    /// @param noun what is declared, for messages: `network`
    public DeclaredFiles(Path directory, String noun, Form<T> form) {
        this.directory = directory;
        this.noun = noun;
        this.form = form;
    }

    /// Whether anything was ever declared here.
    public boolean isUsed() {
        return Files.isDirectory(directory);
    }

    /// All things, by name.
    ///
    /// @throws VezereException BAD_CONFIG for a file that declares nothing
    public List<T> all() {
        return names().stream().map(this::read).toList();
    }

    /// All things that are to be in force, by name: a mistake in one file is no reason to take anything away. A thing
    /// whose file declares nothing is what it was when that was last read, or left out.
    ///
    /// @param wrong told of each such file
    public List<T> inForce(Consumer<VezereException> wrong) {
        List<T> things = new ArrayList<>();
        for (String name : names()) {
            try {
                things.add(read(name));
            } catch (VezereException declaresNothing) {
                wrong.accept(declaresNothing);
                Optional.ofNullable(lastRead.get(name)).ifPresent(things::add);
            }
        }
        return things;
    }

    /// As [#inForce(Consumer)], for who can do nothing about the files.
    public List<T> inForce() {
        return inForce(wrong -> {});
    }

    /// The names of all things, whether their files can be read or not.
    public List<String> names() {
        if (!isUsed()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX) && !file.startsWith("."))
                    .sorted()
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The thing of this name, if there is one.
    ///
    /// @throws VezereException BAD_CONFIG when its file declares nothing
    public Optional<T> find(String name) {
        return Files.exists(file(name)) ? Optional.of(read(name)) : Optional.empty();
    }

    /// The thing of this name.
    ///
    /// @throws VezereException BAD_PARAMETER when there is none, BAD_CONFIG when its file declares nothing
    public T get(String name) {
        return find(name)
                .orElseThrow(() -> new VezereException(
                        FailureKind.BAD_PARAMETER,
                        "there is no " + noun + " " + name + " (vz " + noun + " list shows them)"));
    }

    /// Makes sure that a name is free.
    ///
    /// @throws VezereException BAD_PARAMETER when it is not
    public void refuseTaken(String name) {
        if (find(name).isPresent()) {
            throw new VezereException(
                    FailureKind.BAD_PARAMETER, noun + " " + name + " exists already (vz " + noun + " set changes it)");
        }
    }

    /// Writes a thing's file, all or nothing.
    public void write(T thing) {
        StringBuilder text = new StringBuilder();
        form.write(thing)
                .forEach((key, value) ->
                        text.append(key).append("=\"").append(value).append("\"\n"));
        try {
            Files.createDirectories(directory);
            try (StagedFile staged = StagedFile.of(file(form.name(thing)))) {
                Files.writeString(staged.path(), text);
                staged.commit();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Takes a thing's file away.
    public void delete(String name) {
        lastRead.remove(name);
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private T read(String name) {
        try {
            T thing = form.read(
                    name,
                    new Values(ConfigText.parse(Files.readAllBytes(file(name))).values()));
            lastRead.put(name, thing);
            return thing;
        } catch (IOException failure) {
            throw new VezereException(FailureKind.BAD_CONFIG, file(name) + " can't be read: " + failure, failure);
        } catch (BadValueException wrong) {
            throw new VezereException(
                    FailureKind.BAD_CONFIG,
                    file(name) + " declares no " + noun + ": wanted is " + wrong.expected(),
                    wrong);
        }
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }
}
