package io.teal.simulator.knowledge;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Pace;
import io.teal.simulator.pace.VirtualLoop;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Searches in the knowledge of one instance: one search at a time in each knowledge base, and a long wait when the
 * knowledge base is not the one in memory. Safe for several threads.
 */
public final class Retrieval {
    private static final int CHUNKS = 200;

    private final KnowledgeBases bases;
    private final VirtualLoop loop;
    private final Pace pace;
    private final String address;

    /** @param address host and port that stand in the links of documents */
    public Retrieval(KnowledgeBases bases, VirtualLoop loop, Pace pace, String address) {
        this.bases = bases;
        this.loop = loop;
        this.pace = pace;
        this.address = address;
    }

    /** What a search found, or the text of an error. */
    public record Found(
            List<String> docs, String generation, @Nullable String error) {}

    /** The generation of a knowledge base; the instance's when there is none of that name. */
    public String generation(String base) {
        return bases.generation(base);
    }

    /** Whether this instance has a temporary knowledge base of that id. */
    public boolean knowsTemporary(String id) {
        return bases.temporary(id) != null;
    }

    /** Whether the knowledge base exists here. */
    public boolean knows(String base, FaultSet faults) {
        return !faults.has(Fault.KB_MISSING) && bases.exists(base);
    }

    /**
     * Searches and hands over what was found, at once or later on the executor.
     *
     * @param mode {@code local_kb}, {@code temp_kb} or {@code search_engine}
     * @param base name of the knowledge base or the engine, or id of the temporary one
     */
    public void search(
            ScheduledExecutorService executor,
            String mode,
            String base,
            String query,
            int topK,
            FaultSet faults,
            Consumer<Found> next) {
        search(executor, mode, base, query, topK, faults, address, next);
    }

    /** The same with another address in the links of documents. */
    public void search(
            ScheduledExecutorService executor,
            String mode,
            String base,
            String query,
            int topK,
            FaultSet faults,
            String linkAddress,
            Consumer<Found> next) {
        long work = pace.retrieval(CHUNKS);
        if (mode.equals("local_kb") && bases.load(base)) {
            work += pace.indexLoad();
        }
        long wait = loop.search(mode + '/' + base, System.nanoTime(), work);
        loop.run(executor, wait, () -> next.accept(found(mode, base, query, topK, faults, linkAddress)));
    }

    private Found found(String mode, String base, String query, int topK, FaultSet faults, String linkAddress) {
        if (faults.has(Fault.BIG_DOCS)) {
            int bytes = (int) faults.number(Fault.BIG_DOCS, "bytes", 4 << 20);
            return new Found(List.of("出处 [1] " + "文".repeat(bytes / 3)), bases.generation(base), null);
        }
        if (mode.equals("temp_kb")) {
            List<String> files = bases.temporary(base);
            if (files == null) {
                return new Found(List.of(), "", "请求的资源 " + base + " 不存在");
            }
            String file = files.isEmpty() ? "空.txt" : files.getFirst();
            return new Found(Documents.ofFile(file, query, topK), "temp", null);
        }
        List<KnowledgeBases.StoredFile> files = bases.files(base);
        if (mode.equals("local_kb") && files.isEmpty()) {
            return new Found(List.of(), bases.generation(base), null);
        }
        String file = files.isEmpty() ? base : files.getLast().name();
        return new Found(Documents.ofBase(linkAddress, base, file, query, topK), bases.generation(base), null);
    }
}
