package org.vezere.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Gives a parser mutations of valid inputs for some seconds, and fails with the seed and the input when it does
/// anything but take an input or refuse it: another exception, no end, more memory than an input of its size needs.
///
/// Inputs that led to an outcome not seen before are mutated further, which brings the fuzzer deeper into a format.
///
/// | property | does |
/// |---|---|
/// | `vezere.fuzz.seconds` | how long each target is fed; 2 unless told otherwise |
/// | `vezere.fuzz.seed` | the inputs of an earlier run, in the same order |
/// | `vezere.fuzz.input` | this one input only, in hex |
public final class Fuzzer {
    private static final long SECOND = 1_000_000_000L;
    /// One input is done in microseconds; this is for a machine that has other things to do.
    private static final long HANG = 30 * SECOND;

    private static final long WATCH_MILLIS = 100;
    private static final int MOST_FOUND = 400;
    private static final int LONGEST_OUTCOME = 80;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// What is fed.
    public interface Target {
        /// Takes one input, and checks what must hold of the result.
        ///
        /// @return what came of it, in a few classes: a new one makes the input interesting
        /// @throws Exception one of [#refusing] when the input is refused; any other is a failure
        Object take(byte[] input) throws Exception;
    }

    private final List<byte[]> valid;
    private final List<byte[]> tokens = new ArrayList<>();
    private final Set<Class<? extends Exception>> refusals = new HashSet<>();
    private final Set<String> outcomes = new HashSet<>();
    private long seconds = Long.getLong("vezere.fuzz.seconds", 2);
    private long seed = Long.getLong("vezere.fuzz.seed", System.nanoTime());
    private long memory = 16L << 20;

    private volatile byte[] current = {};
    private volatile long since;
    private final AtomicLong inputs = new AtomicLong();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    private Fuzzer(List<byte[]> valid) {
        this.valid = List.copyOf(valid);
    }

    /// @param valid inputs that the target takes, at least one
    public static Fuzzer of(List<byte[]> valid) {
        if (valid.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to make mutations of");
        }
        return new Fuzzer(valid);
    }

    /// @param valid texts that the target takes, at least one
    public static Fuzzer ofTexts(List<String> valid) {
        return of(valid.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /// Words of the format, to be put anywhere.
    public Fuzzer words(String... words) {
        for (String word : words) {
            tokens.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /// The exceptions by which the target says no, and no others.
    @SafeVarargs
    public final Fuzzer refusing(Class<? extends Exception>... kinds) {
        for (Class<? extends Exception> kind : kinds) {
            refusals.add(kind);
        }
        return this;
    }

    /// The most bytes that one input may make the target allocate, garbage included; 16 MiB unless told otherwise.
    public Fuzzer memory(long bytes) {
        this.memory = bytes;
        return this;
    }

    /// Another time than the usual, for tests of the fuzzer itself.
    Fuzzer within(long otherSeconds, long otherSeed) {
        this.seconds = otherSeconds;
        this.seed = otherSeed;
        return this;
    }

    /// Feeds a target.
    ///
    /// @param name of the target, for the log
    /// @return how many inputs it took or refused
    /// @throws AssertionError with the seed and the input, for the first input that breaks the target
    public long run(String name, Target target) {
        Thread worker = Thread.ofPlatform().daemon().name("fuzz " + name).unstarted(() -> work(target));
        since = System.nanoTime();
        worker.start();
        while (!ended) {
            await(worker);
            if (!ended && System.nanoTime() - since > HANG) {
                AssertionError hang = new AssertionError(place(name) + "no end after 30 seconds");
                hang.setStackTrace(worker.getStackTrace());
                // It may never listen; the thread is a daemon, so the tests end all the same.
                worker.interrupt();
                throw hang;
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError(place(name) + thrown, thrown);
        }
        System.out.println(
                "fuzz " + name + ": " + inputs.get() + " inputs, " + outcomes.size() + " outcomes, seed " + seed);
        return inputs.get();
    }

    private static void await(Thread worker) {
        try {
            worker.join(WATCH_MILLIS);
        } catch (InterruptedException interrupted) {
            worker.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while fuzzing", interrupted);
        }
    }

    private String place(String name) {
        return "fuzz " + name + ", seed " + seed + ", input number " + inputs.get() + "; again: -Dvezere.fuzz.input="
                + HexFormat.of().formatHex(current) + "\n";
    }

    private void work(Target target) {
        try {
            feed(target);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            ended = true;
        }
    }

    private void feed(Target target) throws Exception {
        String only = System.getProperty("vezere.fuzz.input");
        if (only != null) {
            one(target, HexFormat.of().parseHex(only));
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int longest = 2 * valid.stream().mapToInt(input -> input.length).max().orElseThrow() + 256;
        Mutator mutator = new Mutator(random, tokens, longest);
        List<byte[]> corpus = new ArrayList<>();
        for (byte[] input : valid) {
            if (!one(target, input)) {
                throw new AssertionError("an input that should be valid is refused: " + outcomes);
            }
            corpus.add(input);
        }
        long end = System.nanoTime() + seconds * SECOND;
        while (System.nanoTime() < end) {
            byte[] input = mutator.mutate(pick(corpus, random), pick(corpus, random));
            int known = outcomes.size();
            one(target, input);
            if (outcomes.size() > known && corpus.size() < valid.size() + MOST_FOUND) {
                corpus.add(input);
            }
        }
    }

    /// Half of the time something valid: mutations of mutations soon fail at the first check.
    private byte[] pick(List<byte[]> corpus, SplittableRandom random) {
        return corpus.get(random.nextInt(random.nextBoolean() ? valid.size() : corpus.size()));
    }

    /// @return whether the input was taken
    private boolean one(Target target, byte[] input) throws Exception {
        current = input;
        since = System.nanoTime();
        inputs.incrementAndGet();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean taken = true;
        String outcome;
        try {
            outcome = "taken: " + target.take(input.clone());
        } catch (Exception refused) {
            if (refusals.stream().noneMatch(kind -> kind.isInstance(refused))) {
                throw refused;
            }
            taken = false;
            outcome = refused.getClass().getSimpleName() + ": " + refused.getMessage();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > memory) {
            throw new AssertionError(
                    allocated + " bytes of memory for an input of " + input.length + ", at most " + memory);
        }
        String shape = outcome.replaceAll("[0-9]+", "#");
        outcomes.add(shape.length() > LONGEST_OUTCOME ? shape.substring(0, LONGEST_OUTCOME) : shape);
        return taken;
    }
}
