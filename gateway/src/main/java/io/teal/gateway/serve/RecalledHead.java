package io.teal.gateway.serve;

import io.teal.gateway.matching.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The head of a request that was noted down and is made again, on nobody's behalf. */
record RecalledHead(String path, String contentType) implements RequestHead {
    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String host() {
        return "";
    }

    @Override
    public @Nullable String header(String name) {
        return name.toLowerCase(Locale.ROOT).equals("content-type") ? contentType : null;
    }

    @Override
    public @Nullable String cookie(String name) {
        return null;
    }

    @Override
    public @Nullable String query(String name) {
        return null;
    }

    @Override
    public String clientIp() {
        return "127.0.0.1";
    }
}
