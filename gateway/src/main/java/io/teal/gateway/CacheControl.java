package io.teal.gateway;

import io.teal.gateway.ask.DirectQuestion;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.cache.CachedAnswer;
import io.teal.gateway.cache.Purge;
import io.teal.gateway.cache.TopQuestion;
import io.teal.gateway.exchange.ActiveRouting;
import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.knowledge.Epochs;
import io.teal.gateway.replay.StoredAnswer;
import io.teal.gateway.serve.Caching;
import io.teal.gateway.serve.ServeAction;
import io.teal.gateway.serve.Warmup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see of the answer cache and do with it. Thread-safe; nothing here waits. */
public final class CacheControl {
    private static final Logger log = LoggerFactory.getLogger(CacheControl.class);

    private final Caching caching;
    private final Supplier<ActiveRouting> active;
    private final Supplier<Map<String, ServeAction>> routes;
    private final Supplier<EventLoop> loop;

    CacheControl(
            Caching caching,
            Supplier<ActiveRouting> active,
            Supplier<Map<String, ServeAction>> routes,
            Supplier<EventLoop> loop) {
        this.caching = caching;
        this.active = active;
        this.routes = routes;
        this.loop = loop;
    }

    /** As much memory for answers as was asked for, and as the heap can spare: half of it is for everything else. */
    static long memory(long asked) {
        long spare = Runtime.getRuntime().maxMemory() / 2;
        if (asked > spare) {
            log.warn(
                    "cache.memory is {} MiB, but the heap has {} MiB: answers get {} MiB of it; start with a larger heap"
                            + " (JAVA_TOOL_OPTIONS=-Xmx…) to keep more",
                    asked >> 20,
                    spare >> 19,
                    spare >> 20);
        }
        return Math.min(asked, spare);
    }

    /** The numbers of this moment. */
    public CacheStats stats() {
        return caching.cache().stats();
    }

    /**
     * The questions that are asked most, the most frequent first.
     *
     * @param service of one service only; null for all
     * @param most how many at most
     */
    public List<TopQuestion> top(@Nullable String service, int most) {
        return caching.cache().top().most(service, most);
    }

    /** The answers that are kept to a question, in whatever form it is written. */
    public CompletionStage<List<CachedAnswer>> lookUp(String service, String question) {
        return caching.cache().lookUp(service, question);
    }

    /**
     * The answer that is kept to a question as an upstream gave it: that which would be given now to whoever asks in these words
     * and shows no credentials but those of the question. Memory is looked at first, then Redis.
     *
     * @return null when there is none; never fails by Redis
     */
    public CompletionStage<@Nullable StoredAnswer> kept(DirectQuestion question) {
        ServeAction action = new AskControl(active, routes, loop).action(question);
        if (action == null) {
            return CompletableFuture.completedFuture(null);
        }
        return action.kept(question);
    }

    /**
     * Drops answers, here and with the other gateways.
     *
     * @return how many were dropped from the memory of this one
     */
    public CompletionStage<Integer> purge(Purge which) {
        Epochs epochs = caching.epochs();
        switch (which) {
            case Purge.Question question -> caching.spoil(question.service(), question.text());
            case Purge.Knowledge knowledge -> caching.raise(knowledge.service(), knowledge.base());
            case Purge.Service service -> epochs.raise(service.service());
            case Purge.All all -> epochs.raiseAll();
        }
        return caching.cache().purge(which);
    }

    /**
     * The knowledge of a service has changed past the gateway: no answer from before is given out any more.
     *
     * @param base the knowledge base; empty for all
     */
    public void knowledgeChanged(String service, String base) {
        caching.raise(service, base);
        // They cannot be found any more; what they take in memory can be used.
        var unused = caching.cache().purge(new Purge.Knowledge(service, base));
    }

    /**
     * Asks the servers of an upstream the questions that its service is asked most, so that their answers are kept before
     * traffic moves there. Two at a time.
     *
     * @param top how many questions
     * @return what came of it, once all are answered
     */
    public CompletionStage<Warmup.Report> warm(String service, String upstream, int top) {
        return Warmup.start(
                loop.get(), upstream, routes.get(), caching.cache().top().replayable(service, top));
    }
}
