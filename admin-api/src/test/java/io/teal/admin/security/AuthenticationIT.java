package io.teal.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.security.Authentication.Refused;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.GatewayConfig.Token;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of callers where tokens alone are configured. */
class AuthenticationIT {
    private final Vertx vertx = Vertx.vertx();
    private final Authentication authentication = Authentication.of(
            vertx,
            new GatewayConfig.Admin(
                    "127.0.0.1",
                    0,
                    List.of(new Token(
                            "eyes", Role.VIEWER, "aa9e9b5c907d50feb410f2a84e81ab72c5ae6724d57ccc53650f9361d33dc734"))));

    @AfterEach
    void stop() throws Exception {
        authentication.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer see", "bearer see", "BEARER  see "})
    void aKnownTokenNamesItsCaller(String authorization) throws Exception {
        assertThat(authentication.open()).isFalse();
        assertThat(ask(authentication, authorization)).isEqualTo(new Caller("eyes", Role.VIEWER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer sees", "Bearer se", "Basic see", "see", "Bearersee"})
    void anythingElseNamesNobody(String authorization) throws Exception {
        assertThat(ask(authentication, authorization))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(Refused.Why.UNKNOWN));
    }

    @Test
    void whoShowsNothingIsToldWhatToShow() throws Exception {
        assertThat(ask(authentication, null)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refused.Why.MISSING);
            assertThat(refused.challenge()).isEqualTo("Bearer realm=\"teal\"");
        });
    }

    @Test
    void answersComeOnTheContextOfWhoeverAsked() throws Exception {
        Context context = vertx.getOrCreateContext();
        Promise<Context> answered = Promise.promise();

        context.runOnContext(now -> authentication
                .caller("Bearer wrong", "127.0.0.1")
                .onFailure(refused -> answered.complete(Vertx.currentContext())));

        assertThat(answered.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isSameAs(context);
    }

    @Test
    void failuresAreToldLaterAndLaterToThatAddressAlone() throws Exception {
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            assertThat(ask(authentication, "Bearer wrong")).isInstanceOf(Refused.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(95L << i));
        }
        for (int i = 0; i < 7; i++) {
            var unused = authentication.caller("Bearer wrong", "127.0.0.1");
        }

        assertThat(ask(authentication, "Bearer wrong")).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refused.Why.SLOWED);
            assertThat(refused.retryAfterSeconds()).isBetween(40, 60);
        });
        assertThat(ask(authentication, "Bearer see")).isEqualTo(new Caller("eyes", Role.VIEWER));
        assertThat(ask(authentication, null)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.why())
                .isEqualTo(Refused.Why.MISSING));
        assertThat(authentication.caller("Bearer wrong", "192.0.2.1").isComplete())
                .as("another address waits for its own 100 ms")
                .isFalse();
    }

    @Test
    void withoutTokensEverybodyIsAnonymousAndMayDoAll() throws Exception {
        Authentication open = Authentication.of(vertx, GatewayConfig.Admin.DEFAULT);

        assertThat(open.open()).isTrue();
        assertThat(ask(open, null)).isEqualTo(new Caller("anonymous", Role.ADMIN));
    }

    /** The caller, or what was said instead. */
    private static Object ask(Authentication authentication, String authorization) throws Exception {
        try {
            return authentication
                    .caller(authorization, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
