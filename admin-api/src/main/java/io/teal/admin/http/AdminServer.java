package io.teal.admin.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.teal.admin.audit.Attempt;
import io.teal.admin.audit.Audit;
import io.teal.admin.http.CallCheck.Served;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.http.contract.Operation;
import io.teal.admin.security.Authentication;
import io.teal.admin.security.BrowserGuard;
import io.teal.admin.security.Caller;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The listener of the admin API. Checks run on its event loop; every call is answered on a virtual thread of its own,
 * because calls wait for the disk and read large texts. The description of the API is read when the first request comes: that
 * is a fifth of the work of a start, and requests of the listeners need none of it.
 */
public final class AdminServer {
    private static final long LONGEST_BODY = 8L << 20;
    /** Questions stand in targets: three bytes of a Chinese character take nine there. */
    private static final int LONGEST_TARGET = 32 << 10;

    /** Signed tokens are long. */
    private static final int LONGEST_HEADER = 16 << 10;

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final long DRAIN_SECONDS = 5;
    private static final String CALLER = "caller";

    private final HttpServer server;
    private final Authentication authentication;
    private final BrowserGuard guard;
    private final Recorder recorder;
    private final Vertx vertx;
    private final Supplier<Contract> contract;
    private final Function<Contract, List<Endpoint>> endpoints;
    private final Duration idle;
    private final EventStreams streams;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("teal-admin-", 0).factory());

    private volatile @Nullable Router router;
    private @Nullable Future<Router> making;

    /**
     * A server that does not listen yet.
     *
     * @param contract reads which operations there are; on a worker thread, once
     * @param endpoints what answers them, each one of them
     * @param tls has it speak TLS, or does nothing
     */
    public AdminServer(
            Vertx vertx,
            Authentication authentication,
            BrowserGuard guard,
            Audit audit,
            Supplier<Contract> contract,
            Function<Contract, List<Endpoint>> endpoints,
            Consumer<HttpServerOptions> tls) {
        this(vertx, authentication, guard, audit, contract, endpoints, tls, IDLE);
    }

    /** A server that closes connections on which nothing has come and gone for a time. */
    AdminServer(
            Vertx vertx,
            Authentication authentication,
            BrowserGuard guard,
            Audit audit,
            Supplier<Contract> contract,
            Function<Contract, List<Endpoint>> endpoints,
            Consumer<HttpServerOptions> tls,
            Duration idle) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.guard = guard;
        this.recorder = new Recorder(audit);
        this.contract = contract;
        this.endpoints = endpoints;
        this.idle = idle;
        this.streams = new EventStreams(vertx, idle.dividedBy(4));
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout((int) idle.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength(LONGEST_TARGET)
                .setMaxHeaderSize(LONGEST_HEADER)
                .setHttp2ClearTextEnabled(false);
        tls.accept(options);
        // Checks of browsers look at Host, which HTTP/2 does not have.
        options.setUseAlpn(false);
        this.server = vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .invalidRequestHandler(AdminServer::refuseUnreadable);
    }

    /** Begins to accept. Fails when the port cannot be bound. */
    public Future<Void> listen(String host, int port) {
        return server.listen(port, host).mapEmpty();
    }

    /** The port it is bound to. */
    public int port() {
        return server.actualPort();
    }

    /** Stops accepting, ends all streams and gives running calls five seconds. */
    public Future<Void> close() {
        streams.end();
        return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).onComplete(done -> workers.shutdown());
    }

    private void handle(HttpServerRequest request) {
        Router known = router;
        if (known != null) {
            known.handle(request);
            return;
        }
        request.pause();
        Context loop = vertx.getOrCreateContext();
        making().onComplete(made -> loop.runOnContext(now -> {
            request.resume();
            if (made.succeeded()) {
                made.result().handle(request);
            } else {
                new Reply(request).send(Problem.from(made.cause()).answer());
            }
        }));
    }

    private synchronized Future<Router> making() {
        if (making == null) {
            making = vertx.executeBlocking(() -> router(contract.get()), false).onSuccess(made -> router = made);
        }
        return making;
    }

    private Router router(Contract described) {
        Router router = Router.router(vertx);
        Map<String, Map<HttpMethod, Served>> byPath = new LinkedHashMap<>();
        for (Served call : calls(described, endpoints.apply(described))) {
            Operation operation = call.operation();
            var unused = byPath.computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
                    .put(operation.method(), call);
        }
        router.route().handler(checked(this::checkPage));
        Set<String> open = byPath.entrySet().stream()
                .filter(entry -> entry.getValue().values().stream()
                        .allMatch(call -> call.operation().role() == null))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        router.route().handler(context -> {
            String path = context.normalizedPath();
            if (path.startsWith("/api/") && !open.contains(path)) {
                authenticate(context);
            } else {
                context.next();
            }
        });
        BodyHandler body = BodyHandler.create(false).setBodyLimit(LONGEST_BODY).setMergeFormAttributes(false);
        byPath.forEach((path, methods) -> {
            String pattern = path.replace('{', ':').replace("}", "");
            if (methods.values().stream().anyMatch(call -> call.operation().role() != null)) {
                router.route(pattern).handler(this::authenticate);
            }
            router.route(pattern).handler(checked(context -> CallCheck.head(context, caller(context), methods)));
            // Where no call takes a body none is read: the probes are open to everybody.
            if (methods.values().stream()
                    .anyMatch(call -> !call.operation().types().isEmpty())) {
                router.route(pattern).handler(body);
            }
            router.route(pattern).handler(context -> dispatch(context, methods));
        });
        router.route()
                .handler(context ->
                        fail(context, Problem.of(ProblemKind.NOT_FOUND, "there is no %s", context.normalizedPath())));
        for (ProblemKind kind : ProblemKind.values()) {
            router.errorHandler(kind.status(), this::refuse);
        }
        return router;
    }

    /** Each operation with what answers it. A description without an answer, or the other way round, is a mistake of ours. */
    private static List<Served> calls(Contract contract, List<Endpoint> endpoints) {
        Map<String, Endpoint> byOperation = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            if (byOperation.put(endpoint.operation(), endpoint) != null) {
                throw new IllegalStateException("two endpoints for " + endpoint.operation());
            }
        }
        List<Served> calls = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            Endpoint endpoint = byOperation.remove(operation.id());
            if (endpoint == null) {
                throw new IllegalStateException("nothing answers " + operation.id());
            }
            calls.add(new Served(operation, endpoint));
        }
        if (!byOperation.isEmpty()) {
            throw new IllegalStateException("not described: " + byOperation.keySet());
        }
        return List.copyOf(calls);
    }

    private interface Check {
        void run(RoutingContext context) throws Problem;
    }

    private static Handler<RoutingContext> checked(Check check) {
        return context -> {
            try {
                check.run(context);
            } catch (Problem problem) {
                fail(context, problem);
                return;
            }
            context.next();
        };
    }

    /** Guard against browsers: before anything about the API is told. */
    private void checkPage(RoutingContext context) throws Problem {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        String refusal = guard.refusal(
                authority == null ? null : request.getHeader("Host"),
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"));
        if (refusal != null) {
            throw Problem.of(ProblemKind.FOREIGN_PAGE, "%s", refusal);
        }
        checkPath(context);
    }

    /** Finds out who asks, once; the body waits meanwhile. */
    private void authenticate(RoutingContext context) {
        if (caller(context) != null) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        request.pause();
        authentication
                .caller(
                        request.getHeader("Authorization"),
                        request.remoteAddress().hostAddress())
                .onComplete(asked -> {
                    request.resume();
                    if (asked.succeeded()) {
                        context.put(CALLER, asked.result());
                        context.next();
                    } else {
                        fail(context, Problem.from(asked.cause()));
                    }
                });
    }

    private static void checkPath(RoutingContext context) throws Problem {
        try {
            var unused = context.normalizedPath();
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemKind.BAD_REQUEST, "the path cannot be read: %s", e.getMessage());
        }
    }

    private void dispatch(RoutingContext context, Map<HttpMethod, Served> methods) {
        HttpServerRequest request = context.request();
        Served served;
        try {
            served = CallCheck.served(request, methods);
        } catch (Problem problem) {
            fail(context, problem);
            return;
        }
        Endpoint endpoint = served.endpoint();
        Caller caller = caller(context);
        Buffer body =
                served.operation().types().isEmpty() ? null : context.body().buffer();
        String type = request.getHeader("Content-Type");
        Call call = new Call(
                caller == null ? Caller.ANONYMOUS : caller,
                request.method().name(),
                request.uri(),
                Map.copyOf(context.pathParams()),
                context.queryParams(),
                request.headers(),
                type == null ? "" : MediaType.of(type),
                body == null ? Buffer.buffer() : body);
        Context loop = context.vertx().getOrCreateContext();
        Reply reply = new Reply(request);
        if (endpoint.slow()) {
            reply.keepAlive(context.vertx(), idle.dividedBy(4));
        }
        Attempt attempt = Recorder.attempt(request, caller);
        workers.execute(() -> {
            Answer answer = recorder.answer(served, call, attempt);
            loop.runOnContext(done -> {
                EventStream.Feed feed = answer.feed();
                if (feed == null) {
                    reply.send(answer);
                } else {
                    streams.answer(request, reply, answer, feed);
                }
            });
        });
    }

    /** Answers what went wrong before there was an action. */
    private void refuse(RoutingContext context) {
        Problem problem = problem(context);
        HttpServerRequest request = context.request();
        if (Recorder.isTold(request, problem)) {
            Attempt attempt = Recorder.attempt(request, caller(context));
            workers.execute(() -> recorder.refused(attempt, problem));
        }
        new Reply(request).send(problem.answer());
    }

    /** What is not HTTP as this server reads it; its connection cannot go on. */
    private static void refuseUnreadable(HttpServerRequest request) {
        Problem problem =
                switch (request.decoderResult().cause()) {
                    case TooLongHttpLineException tooLong ->
                        Problem.of(ProblemKind.TARGET_TOO_LONG, "%s", tooLong.getMessage());
                    case TooLongHttpHeaderException tooLong ->
                        Problem.of(ProblemKind.FIELDS_TOO_LARGE, "%s", tooLong.getMessage());
                    case null, default -> Problem.of(ProblemKind.BAD_REQUEST, "the request is not valid HTTP");
                };
        new Reply(request).send(problem.with("Connection", "close").answer());
    }

    private static void fail(RoutingContext context, Problem problem) {
        context.fail(problem.kind().status(), problem);
    }

    /** The one place where everything that went wrong before an action becomes a problem. */
    private static Problem problem(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof Problem problem) {
            return problem;
        }
        return switch (context.statusCode()) {
            case 400 -> Problem.of(ProblemKind.BAD_REQUEST, "%s", detail(failure));
            case 413 ->
                Problem.of(ProblemKind.BODY_TOO_LARGE, "a body may have %d bytes", LONGEST_BODY)
                        .with("Connection", "close");
            case 417 -> Problem.of(ProblemKind.EXPECTATION_FAILED, "expected Expect: 100-continue or none");
            default ->
                Problem.from(failure == null ? new IllegalStateException("status " + context.statusCode()) : failure);
        };
    }

    private static String detail(@Nullable Throwable failure) {
        Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "the request cannot be read" : message;
    }

    private static @Nullable Caller caller(RoutingContext context) {
        return context.get(CALLER);
    }
}
