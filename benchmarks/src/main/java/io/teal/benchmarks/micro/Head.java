package io.teal.benchmarks.micro;

import io.teal.gateway.matching.CookieText;
import io.teal.gateway.matching.RequestHead;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question as a browser asks it, with header fields kept and looked up as those of a request that came over a socket. */
final class Head implements RequestHead {
    private final String host;
    private final String path;
    private final String clientIp;
    private final MultiMap headers;

    private Head(String host, String path, String clientIp, MultiMap headers) {
        this.host = host;
        this.path = path;
        this.clientIp = clientIp;
        this.headers = headers;
    }

    static Head of(String host, String path) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Host", host)
                .add("Connection", "keep-alive")
                .add("Content-Length", "271")
                .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
                .add("Accept", "text/event-stream")
                .add("Accept-Language", "zh-CN,zh;q=0.8,en;q=0.5")
                .add("Accept-Encoding", "gzip, deflate, br")
                .add("Content-Type", "application/json")
                .add("Origin", "http://" + host);
        return new Head(host, path, "198.51.100.17", headers);
    }

    /** The same with another header field. */
    Head with(String name, String value) {
        return new Head(
                host,
                path,
                clientIp,
                MultiMap.caseInsensitiveMultiMap().addAll(headers).add(name, value));
    }

    /** The same from another client. */
    Head from(String address) {
        return new Head(host, path, address, headers);
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String header(String name) {
        if (!headers.contains(name)) {
            return null;
        }
        List<String> values = headers.getAll(name);
        return values.size() == 1 ? values.get(0) : String.join(", ", values);
    }

    @Override
    public @Nullable String cookie(String name) {
        String field = header("Cookie");
        return field == null ? null : CookieText.first(field, name);
    }

    @Override
    public @Nullable String query(String name) {
        return null;
    }

    @Override
    public String clientIp() {
        return clientIp;
    }
}
