package io.teal.gateway.proof;

import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Question;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gateway through its own listeners. Each listener gets a connection of its own for each proof, so that it also shows that
 * it accepts; on it one request after the other. Thread-safe; nothing waits.
 */
public final class Prover implements AutoCloseable {
    /** So long a listener may take to answer all that it is asked. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpClientAgent client;
    private final ProofKey key;
    private final List<Door> doors;
    private final Function<Question, Explanation> explaining;

    /**
     * @param context on which everything is done
     * @param key that the gateway knows its own requests by
     * @param doors of all listeners that serve requests
     * @param explaining tells what would become of a request now
     */
    public Prover(
            Vertx vertx, Context context, ProofKey key, List<Door> doors, Function<Question, Explanation> explaining) {
        this.vertx = vertx;
        this.context = context;
        this.key = key;
        this.doors = List.copyOf(doors);
        this.explaining = explaining;
        this.client = vertx.createHttpClient(new HttpClientOptions().setName("proof"));
    }

    /**
     * Asks all listeners about a revision.
     *
     * @param before what was proven last: only traffic that is other than there is looked at
     * @return comes within a few seconds, and never fails
     */
    public CompletionStage<Proof> prove(Revision revision, Routing before) {
        Promise<Proof> proof = Promise.promise();
        context.runOnContext(here -> {
            List<Probe> probes = Probe.of(
                    revision, before, request -> explaining.apply(request).route());
            List<Future<String>> asked = new ArrayList<>();
            for (Door door : doors) {
                asked.add(new Asking(door, revision, probes).start());
            }
            Future.all(asked).onComplete(done -> {
                List<String> problems = asked.stream()
                        .map(Future::result)
                        .filter(problem -> !problem.isEmpty())
                        .toList();
                proof.complete(new Proof(revision.number(), String.join("; ", problems)));
            });
        });
        return proof.future().toCompletionStage();
    }

    /** Proofs that are under way come to nothing. The Vert.x that it was made with does so, too, when it is closed. */
    @Override
    public void close() {
        var unused = client.close();
    }

    /** All that is asked of one listener. Runs on the context. */
    private final class Asking {
        private final Door door;
        private final Revision revision;
        private final List<Probe> probes;
        private final Promise<String> problem = Promise.promise();
        private @Nullable HttpClientConnection connection;
        private int next;

        Asking(Door door, Revision revision, List<Probe> probes) {
            this.door = door;
            this.revision = revision;
            this.probes = probes;
        }

        /** What is wrong with it, in words; empty when nothing is. */
        Future<String> start() {
            long clock = vertx.setTimer(PATIENCE_MILLIS, id -> end("gave no answer within " + PATIENCE_MILLIS + " ms"));
            client.connect(options()).onComplete(this::connected, failure -> end(String.valueOf(failure.getMessage())));
            return problem.future().onComplete(done -> vertx.cancelTimer(clock));
        }

        private HttpConnectOptions options() {
            HttpConnectOptions options = new HttpConnectOptions()
                    .setServer(SocketAddress.inetSocketAddress(door.port(), door.host()))
                    .setHost(door.host())
                    .setPort(door.port())
                    .setConnectTimeout(PATIENCE_MILLIS);
            if (door.tls()) {
                // Whoever answers shows by what he answers that he is this process: only it knows the key.
                options.setSsl(true)
                        .setSslOptions(new ClientSSLOptions().setTrustAll(true).setHostnameVerificationAlgorithm(""));
            }
            return options;
        }

        private void connected(HttpClientConnection stands) {
            connection = stands;
            if (problem.future().isComplete()) {
                stands.close();
            } else {
                ask();
            }
        }

        private void ask() {
            HttpClientConnection stands = connection;
            if (stands == null || next == probes.size()) {
                end("");
                return;
            }
            Probe probe = probes.get(next++);
            stands.request(request(probe.request()))
                    .compose(request -> {
                        request.putHeader(ProofKey.FIELD, key.word());
                        for (Question.Field field : probe.request().headers()) {
                            request.headers().add(field.name(), field.value());
                        }
                        return request.send();
                    })
                    .compose(response -> response.end().map(response))
                    .onComplete(
                            response -> answered(probe, response),
                            failure -> end("gave no answer: " + failure.getMessage()));
        }

        private RequestOptions request(Question question) {
            return new RequestOptions()
                    .setHost(question.host())
                    .setPort(door.port())
                    .setMethod(HttpMethod.valueOf(question.method()))
                    .setURI(question.target());
        }

        private void answered(Probe probe, HttpClientResponse response) {
            String wrong = probe.judge(revision, SelfAnswer.read(response.statusCode(), response.headers()));
            if (wrong.isEmpty()) {
                ask();
            } else {
                end(wrong);
            }
        }

        private void end(String what) {
            if (problem.tryComplete(what.isEmpty() ? "" : "listener " + door.listener() + " " + what)
                    && connection != null) {
                connection.close();
            }
        }
    }
}
