package io.teal.gateway.limit;

import io.teal.gateway.matching.RequestHead;
import org.jspecify.annotations.Nullable;

/** The head of a request of which only the sender matters. */
record Caller(
        String clientIp,
        @Nullable String authorization,
        @Nullable String session) implements RequestHead {
    static Caller at(String clientIp) {
        return new Caller(clientIp, null, null);
    }

    static Caller withToken(String clientIp, String authorization) {
        return new Caller(clientIp, authorization, null);
    }

    static Caller withSession(String clientIp, String session) {
        return new Caller(clientIp, null, session);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String host() {
        return "chat.example";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public @Nullable String header(String name) {
        return name.equals("Authorization") ? authorization : null;
    }

    @Override
    public @Nullable String cookie(String name) {
        return name.equals("teal") ? session : null;
    }

    @Override
    public @Nullable String query(String name) {
        return null;
    }
}
