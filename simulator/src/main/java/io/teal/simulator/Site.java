package io.teal.simulator;

import io.teal.simulator.answer.Answers;
import io.teal.simulator.answer.Generations;
import io.teal.simulator.answer.LanguageModel;
import io.teal.simulator.api.Router;
import io.teal.simulator.api.ServerInfo;
import io.teal.simulator.api.Streams;
import io.teal.simulator.chat.ChatRoutes;
import io.teal.simulator.chat.Desk;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.fault.Faults;
import io.teal.simulator.knowledge.KnowledgeBases;
import io.teal.simulator.knowledge.KnowledgeRoutes;
import io.teal.simulator.knowledge.Retrieval;
import io.teal.simulator.modelserver.ModelRoutes;
import io.teal.simulator.pace.Load;
import io.teal.simulator.pace.Pace;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.probe.ProbeRoutes;
import io.teal.simulator.wire.Exchange;

/** The parts of one instance, put together, and the way of a request into them. */
final class Site {
    /** What stands in document links of a real instance unless its public address is configured. */
    private static final String PUBLIC_ADDRESS = "127.0.0.1:7861";

    private final Faults faults;
    private final VirtualLoop loop = new VirtualLoop();
    private final KnowledgeBases bases;
    private final Load load;
    private final LanguageModel model;
    private final Router router = new Router();

    Site(Instance instance, SimulatedServer server, Generations generations) {
        this.faults = server.faults();
        this.bases = new KnowledgeBases(instance.generation());
        // Under an overload model the work takes the times of that model and of no other.
        boolean overloaded = instance.overload() != null;
        Pace pace = new Pace(overloaded ? 0 : instance.timing().scale(), instance.seed());
        this.load = new Load(pace, instance.overload(), instance.seed());
        int places = overloaded ? Integer.MAX_VALUE : instance.timing().places();
        this.model = new LanguageModel(places, loop, generations);
        Retrieval retrieval = new Retrieval(bases, loop, PUBLIC_ADDRESS);
        Streams streams = new Streams(loop, instance.timing().ping());
        Answers answers = new Answers(instance.name(), instance.seed());
        Desk desk = new Desk(answers, model, retrieval, streams, loop, load);
        ProbeRoutes.add(router, new ServerControls(server));
        switch (instance.flavour()) {
            case IMAGE -> {
                ChatRoutes.addImage(router, desk);
                KnowledgeRoutes.add(router, bases, retrieval, streams, load, false);
                ServerInfo.add(router, "0.3.1.3", false);
            }
            case MASTER -> {
                ChatRoutes.addMaster(router, desk);
                KnowledgeRoutes.add(router, bases, retrieval, streams, load, false);
                ServerInfo.add(router, "0.3.1.3", true);
            }
            case V0_2_10 -> {
                ChatRoutes.addOld(router, desk);
                KnowledgeRoutes.add(router, bases, retrieval, streams, load, true);
                ServerInfo.add(router, "0.2.10", false);
            }
            case VLLM -> ModelRoutes.addVllm(router, desk);
            case XINFERENCE -> ModelRoutes.addXinference(router, desk);
            case OLLAMA -> ModelRoutes.addOllama(router, desk);
            case FASTCHAT -> ModelRoutes.addFastChat(router, desk);
        }
    }

    /** The process has died: what it was working on is gone. */
    void die() {
        model.kill();
    }

    /** A new process begins with an empty memory. */
    void comeBack() {
        loop.restart();
        load.restart();
        bases.restart();
    }

    /** Takes a request: faults of the connection first, then the route. Runs on the connection's event loop. */
    void accept(Exchange exchange) {
        String path = exchange.head().path();
        if (path.equals("/__fake/control") || path.equals("/__fake/stats")) {
            router.handle(exchange, FaultSet.NONE);
            return;
        }
        FaultSet met = faults.meet(exchange.head());
        if (met.isEmpty()) {
            loop.run(exchange.loop(), 0, () -> router.handle(exchange, met));
        } else if (!TransportFaults.spoil(exchange, met)) {
            long latency = met.has(Fault.LATENCY) ? met.number(Fault.LATENCY, "ms", 100) * 1_000_000 : 0;
            loop.run(exchange.loop(), latency, () -> answer(exchange, met));
        }
    }

    private void answer(Exchange exchange, FaultSet met) {
        if (!TransportFaults.replied(exchange, met)) {
            router.handle(exchange, met);
        }
    }
}
