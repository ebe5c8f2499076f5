package io.teal.simulator.chat;

import io.teal.simulator.answer.Answers;
import io.teal.simulator.answer.LanguageModel;
import io.teal.simulator.api.Replies;
import io.teal.simulator.api.Streams;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.pace.Load;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.pace.Work;
import io.teal.simulator.wire.Exchange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What every chat endpoint of one instance works with. */
public record Desk(
        Answers answers, LanguageModel model, Retrieval retrieval, Streams streams, VirtualLoop loop, Load load) {
    /** The models an OpenAI-compatible endpoint has. */
    private static final Set<String> MODELS =
            Set.of("qwen2-instruct", "qwen2.5-instruct", "glm4-chat", "chatglm3-6b", "gpt-4o-mini");

    /** Whether there is a model of this name. */
    public boolean serves(String name) {
        return MODELS.contains(name);
    }

    /** Takes a question in and goes on after the time to its head; an overloaded instance answers 500 instead. */
    public void admit(Exchange exchange, Consumer<Work> next) {
        Work work = load.begin();
        if (work == null) {
            Replies.internalError(exchange);
            return;
        }
        exchange.onOver(work::answered);
        loop.run(exchange.loop(), load.pace().head(), () -> next.accept(work));
    }

    /** The tokens of an answer without a knowledge base. */
    public List<String> tokens(FaultSet faults, String query, String model, double temperature, long maxTokens) {
        return tokens(faults, retrieval.generation(""), query, model, temperature, maxTokens);
    }

    /** The tokens of an answer, drawn out or emptied as a fault asks for. */
    List<String> tokens(
            FaultSet faults, String generation, String query, String model, double temperature, long maxTokens) {
        if (faults.has(Fault.EMPTY_ANSWER)) {
            return Collections.nCopies((int) faults.number(Fault.EMPTY_ANSWER, "tokens", 0), " ");
        }
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
