package io.paycast.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a target with its corpus, and then with mutations of it. An input whose outcome is new is
 * mutated further, so that the mutations reach what lies behind the first checks.
 *
 * <p>The corpus of a target is {@code /fuzz/NAME.txt} on the test's class path, one input per line
 * in the notation of {@link EscapedBytes}. A failure names the seed and the input in that notation:
 * appended to the corpus, it becomes a test. {@code -Dpaycast.fuzz.seconds} sets how long each
 * target is fed (default: 1), {@code -Dpaycast.seed} repeats a run.
 *
 * <p>Confined to one thread.
 */
public final class Fuzzer {

    private static final Logger LOG = LoggerFactory.getLogger(Fuzzer.class);

    private static final int MAX_POOL = 5_000;
    private static final int MAX_REPEATS = 3;

    private final String name;
    private final List<byte[]> pool;
    private final List<byte[]> words = new ArrayList<>();
    private long seed = Long.getLong("paycast.seed", new Random().nextLong());
    private final Set<Object> outcomes = new HashSet<>();
    private int maxInputBytes = 64 * 1024;
    private long maxBytesAllocated = 1L << 40;
    private long bytesAllocatedPerInputByte;

    /** What is tested. */
    @FunctionalInterface
    public interface Target {

        /**
         * Processes one input and checks what must hold for all inputs.
         *
         * @return what kind of input it was, such as the refusal's text; equal for inputs that need
         *     not be told apart
         */
        Object accept(byte[] input) throws Exception;
    }

    private Fuzzer(String name, List<byte[]> corpus) {
        this.name = name;
        this.pool = new ArrayList<>(corpus);
    }

    /** A fuzzer with the corpus {@code /fuzz/NAME.txt}, found next to the classes of a test. */
    public static Fuzzer of(Class<?> test, String name) {
        try (var corpus = test.getResourceAsStream("/fuzz/" + name + ".txt")) {
            if (corpus == null) {
                throw new IllegalArgumentException("no corpus /fuzz/" + name + ".txt");
            }
            var inputs =
                    new String(corpus.readAllBytes(), UTF_8)
                            .lines()
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .map(EscapedBytes::parse)
                            .toList();
            return new Fuzzer(name, inputs);
        } catch (IOException e) {
            throw new IllegalStateException("the corpus cannot be read", e);
        }
    }

    /** Adds inputs that only the test can make, such as signed ones. */
    public Fuzzer withInput(byte[] input) {
        pool.add(input);
        return this;
    }

    /** Adds words that mutations insert. */
    public Fuzzer withWords(String... newWords) {
        for (var word : newWords) {
            words.add(word.getBytes(UTF_8));
        }
        return this;
    }

    /** Limits the length of inputs; 64 KiB by default. */
    public Fuzzer withInputsOf(int maxBytes) {
        maxInputBytes = maxBytes;
        return this;
    }

    /** Limits what the target may allocate on the heap for one input, on the calling thread. */
    public Fuzzer allocatingAtMost(long bytes, int perInputByte) {
        maxBytesAllocated = bytes;
        bytesAllocatedPerInputByte = perInputByte;
        return this;
    }

    /** Uses this seed. */
    Fuzzer withSeed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /**
     * Feeds the target.
     *
     * @throws AssertionError if the target throws anything, or allocates too much
     */
    public void run(Target target) {
        long nanos = TimeUnit.SECONDS.toNanos(Integer.getInteger("paycast.fuzz.seconds", 1));
        long begin = System.nanoTime();
        run(target, () -> System.nanoTime() - begin < nanos);
    }

    /** Feeds the target its corpus, and then mutations while the condition holds. */
    void run(Target target, BooleanSupplier more) {
        LOG.info("fuzzing target={} seed={} corpus={}", name, seed, pool.size());
        for (var input : List.copyOf(pool)) {
            feed(target, input);
        }
        var mutator = new Mutator(new Random(seed), words, maxInputBytes);
        long inputs = pool.size();
        while (more.getAsBoolean()) {
            var input = mutator.mutated(pool);
            if (feed(target, input) && pool.size() < MAX_POOL) {
                pool.add(input);
            }
            inputs++;
        }
        LOG.info("fuzzed target={} inputs={} outcomes={}", name, inputs, outcomes.size());
    }

    /** Feeds one input, and returns whether its outcome is new. */
    private boolean feed(Target target, byte[] input) {
        try {
            long limit = maxBytesAllocated + bytesAllocatedPerInputByte * input.length;
            long before = allocatedBytes();
            boolean isNew = outcomes.add(target.accept(input.clone()));
            long allocated = allocatedBytes() - before;
            // The first times, it may have loaded classes.
            for (int i = 0; i < MAX_REPEATS && allocated > limit; i++) {
                before = allocatedBytes();
                target.accept(input.clone());
                allocated = allocatedBytes() - before;
            }
            if (allocated > limit) {
                throw new AssertionError("allocates %d bytes".formatted(allocated));
            }
            return isNew;
        } catch (Throwable e) {
            throw new AssertionError(
                    "target %s, seed %d, input %s: %s"
                            .formatted(name, seed, EscapedBytes.format(input), e.getMessage()),
                    e);
        }
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
