package io.teal.simulator;

import io.teal.simulator.answer.Generations;
import io.teal.simulator.wire.Ledger;
import java.util.Map;

/**
 * What an instance has counted since its start or the last reset, at one moment.
 *
 * @param requests requests whose head came, those in flight included
 * @param inFlight requests whose answer had not ended
 * @param maxInFlight the most that were in flight at one time
 * @param generationsStarted answers the language model began
 * @param generationsFinished answers that ran to their end, with or without a client
 * @param generationsAbandoned answers whose client left before the end, each once; most run on and are finished later. What
 *     ends with the process is not among them
 * @param generationsFailed answers that a fault ended
 * @param tokens tokens produced, whether anybody received them or not
 * @param perKey answers begun, by the text of the question
 * @param perPath requests by path
 * @param connectionsOpened connections accepted
 * @param connectionsOpen connections open now
 * @param bytesReceived bytes read, framing included
 */
public record Stats(
        long requests,
        int inFlight,
        int maxInFlight,
        long generationsStarted,
        long generationsFinished,
        long generationsAbandoned,
        long generationsFailed,
        long tokens,
        Map<String, Long> perKey,
        Map<String, Long> perPath,
        long connectionsOpened,
        int connectionsOpen,
        long bytesReceived) {

    public Stats {
        perKey = Map.copyOf(perKey);
        perPath = Map.copyOf(perPath);
    }

    static Stats of(Ledger ledger, Generations generations) {
        return new Stats(
                ledger.requests(),
                ledger.inFlight(),
                ledger.maxInFlight(),
                generations.started(),
                generations.finished(),
                generations.abandoned(),
                generations.failed(),
                generations.tokens(),
                generations.questions(),
                ledger.paths(),
                ledger.connectionsOpened(),
                ledger.connectionsOpen(),
                ledger.bytesReceived());
    }

    /** How many answers to this question were begun. */
    public long count(String question) {
        return perKey.getOrDefault(question, 0L);
    }
}
