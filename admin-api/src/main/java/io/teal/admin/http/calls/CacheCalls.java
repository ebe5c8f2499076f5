package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.Gateway;
import io.teal.gateway.cache.Purge;
import io.teal.gateway.serve.Warmup;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about kept answers. What they change is no routing: it makes no revision and needs none to be named. */
final class CacheCalls {
    private static final Logger LOG = LoggerFactory.getLogger(CacheCalls.class);
    private static final int USUAL_TOP = 20;
    private static final int USUAL_WARMING = 50;

    private final Gateway gateway;

    CacheCalls(Gateway gateway) {
        this.gateway = gateway;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(
                        "readCache",
                        call -> Answer.json(CacheView.of(gateway.cache().stats()))),
                Endpoint.of("topQuestions", this::top),
                Endpoint.of("lookUpQuestion", this::lookUp),
                Endpoint.of("purgeCache", call -> purge(call, new Purge.All(), "all answers")),
                Endpoint.of("purgeService", this::purgeService),
                Endpoint.of("purgeKnowledge", this::purgeKnowledge),
                Endpoint.of("purgeQuestion", this::purgeQuestion),
                Endpoint.of("warmCache", this::warm).takingLong(),
                Endpoint.of("bumpKnowledge", this::bump));
    }

    private Answer top(Call call) throws Problem {
        String service = call.query().get("service");
        if (service != null) {
            checkService(service);
        }
        return Answer.json(CacheView.top(gateway.cache().top(service, Paging.limit(call, USUAL_TOP))));
    }

    private Answer lookUp(Call call) throws Exception {
        String service = required(call, "service", "the name of a service");
        String question = required(call, "question", "a question as anybody would type it");
        checkService(service);
        return Answer.json(
                CacheView.found(service, question, await(gateway.cache().lookUp(service, question))));
    }

    private static String required(Call call, String name, String expected) throws Problem {
        String text = call.query().get(name);
        if (text == null || text.isBlank()) {
            throw Problem.of(ProblemKind.BAD_REQUEST, "%s: found nothing, expected %s", name, expected);
        }
        return text;
    }

    private void checkService(String name) throws Problem {
        var unused = Names.service(gateway.revision().routing(), name);
    }

    /** The service in the path. */
    private String service(Call call) throws Problem {
        return Names.service(gateway.revision().routing(), call.parameter("service"))
                .name();
    }

    private Answer purgeService(Call call) throws Exception {
        String service = service(call);
        return purge(call, new Purge.Service(service), service);
    }

    private Answer purgeKnowledge(Call call) throws Exception {
        String service = service(call);
        String base = call.parameter("kb");
        return purge(call, new Purge.Knowledge(service, base), service + ", knowledge base " + base);
    }

    private Answer purgeQuestion(Call call) throws Exception {
        String service = service(call);
        String question = required(call, "question", "a question as anybody would type it");
        return purge(call, new Purge.Question(service, question), service + ", one question");
    }

    private Answer purge(Call call, Purge purge, String what) throws Exception {
        int dropped = await(gateway.cache().purge(purge));
        LOG.info(
                "kept answers of {} purged by {}, {} dropped",
                what,
                call.caller().name(),
                dropped);
        return Answer.json(Json.object().put("dropped", dropped));
    }

    private Answer warm(Call call) throws Exception {
        ObjectNode body = Json.object(call.text(), Set.of("service", "upstream", "top"));
        String service = required(body, "service");
        String upstream = required(body, "upstream");
        int top = body.has("top") ? (int) Json.number(body, "top") : USUAL_WARMING;
        var unused = Names.upstream(Names.service(gateway.revision().routing(), service), upstream);
        LOG.info(
                "{}/{} is asked the {} most frequent questions for {}",
                service,
                upstream,
                top,
                call.caller().name());
        Warmup.Report report = await(gateway.cache().warm(service, upstream, top));
        LOG.info("{}/{} was asked: {}", service, upstream, report);
        return Answer.json(CacheView.of(report, service, upstream));
    }

    private static String required(ObjectNode body, String key) throws Problem {
        String text = Json.text(body, key);
        if (text == null) {
            throw Problem.of(ProblemKind.INVALID, "%s: found nothing, expected the name of one", key);
        }
        return text;
    }

    private Answer bump(Call call) throws Problem {
        ObjectNode unused = Json.object(call.text(), Set.of());
        String service = service(call);
        String base = call.parameter("kb");
        gateway.cache().knowledgeChanged(service, base);
        LOG.info(
                "knowledge base {} of {} has changed, says {}",
                base,
                service,
                call.caller().name());
        return Answer.json(Json.object().put("service", service).put("knowledge", base));
    }

    /** On a virtual thread, which may wait. */
    private static <T> T await(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
