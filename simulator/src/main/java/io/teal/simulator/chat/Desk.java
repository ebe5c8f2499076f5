package io.teal.simulator.chat;

import io.teal.simulator.answer.Answers;
import io.teal.simulator.answer.LanguageModel;
import io.teal.simulator.api.Streams;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.pace.Pace;
import io.teal.simulator.pace.VirtualLoop;
import java.util.ArrayList;
import java.util.List;

/** What every chat endpoint of one instance works with. */
public record Desk(
        Answers answers, LanguageModel model, Retrieval retrieval, Streams streams, VirtualLoop loop, Pace pace) {
    /** The tokens of an answer, drawn out to the length a fault asks for. */
    List<String> tokens(
            FaultSet faults, String generation, String query, String model, double temperature, long maxTokens) {
        List<String> tokens = answers.tokens(generation, query, model, temperature, maxTokens);
        if (!faults.has(Fault.LONG_ANSWER)) {
            return tokens;
        }
        int wanted = (int) faults.number(Fault.LONG_ANSWER, "tokens", 1000);
        List<String> drawn = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            drawn.add(tokens.get(i % tokens.size()));
        }
        return drawn;
    }
}
