package io.teal.simulator.knowledge;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.pace.Work;
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
    private final String address;

    /** @param address host and port that stand in the links of documents */
    public Retrieval(KnowledgeBases bases, VirtualLoop loop, String address) {
        this.bases = bases;
        this.loop = loop;
        this.address = address;
    }

    /**
     * What is searched for.
     *
     * @param mode {@code local_kb}, {@code temp_kb} or {@code search_engine}
     * @param base name of the knowledge base or the engine, or id of the temporary one
     * @param topK how many passages are wanted
     * @param linkAddress host and port in the links of documents; null for the instance's own
     */
    public record Search(
            String mode,
            String base,
            String query,
            int topK,
            @Nullable String linkAddress) {}

    /** What a search found, or the text of an error. */
    public record Found(
            List<String> docs, String generation, @Nullable String error) {
        /** What an answer shows: where nothing was found a red notice says so, the documents are never empty. */
        public List<String> shown() {
            return docs.isEmpty() ? List.of(Documents.NOTHING_FOUND) : docs;
        }
    }

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
     * @param work the question's, of which this is a piece
     */
    public void search(
            ScheduledExecutorService executor, Work work, Search search, FaultSet faults, Consumer<Found> next) {
        boolean cold = search.mode().equals("local_kb") && bases.load(search.base());
        long wait = loop.search(
                work.lock(search.mode() + '/' + search.base()), System.nanoTime(), work.search(CHUNKS, cold));
        loop.run(executor, wait, () -> next.accept(found(search, faults)));
    }

    private Found found(Search search, FaultSet faults) {
        String base = search.base();
        if (faults.has(Fault.NOTHING_FOUND)) {
            return new Found(List.of(), bases.generation(base), null);
        }
        if (faults.has(Fault.BIG_DOCS)) {
            int bytes = (int) faults.number(Fault.BIG_DOCS, "bytes", 4 << 20);
            return new Found(List.of("出处 [1] " + "文".repeat(bytes / 3)), bases.generation(base), null);
        }
        if (search.mode().equals("temp_kb")) {
            List<String> files = bases.temporary(base);
            if (files == null) {
                return new Found(List.of(), "", "请求的资源 " + base + " 不存在");
            }
            String file = files.isEmpty() ? "空.txt" : files.getFirst();
            return new Found(Documents.ofFile(file, search.query(), search.topK()), "temp", null);
        }
        List<KnowledgeBases.StoredFile> files = bases.files(base);
        if (search.mode().equals("local_kb") && files.isEmpty()) {
            return new Found(List.of(), bases.generation(base), null);
        }
        String file = files.isEmpty() ? base : files.getLast().name();
        String links = search.linkAddress() == null ? address : search.linkAddress();
        return new Found(
                Documents.ofBase(links, base, file, search.query(), search.topK()), bases.generation(base), null);
    }
}
