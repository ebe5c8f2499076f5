package io.teal.gateway.matching;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A request head made of maps, which counts the header fields it is asked for. */
final class SampleRequest implements RequestHead {
    private final String method;
    private final String host;
    private final String path;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> query = new LinkedHashMap<>();
    private String clientIp = "192.0.2.1";
    private int headersAsked;

    private SampleRequest(String method, String host, String path) {
        this.method = method;
        this.host = host;
        this.path = path;
    }

    static SampleRequest of(String method, String host, String path) {
        return new SampleRequest(method, host, path);
    }

    static SampleRequest get(String path) {
        return of("GET", "chat.example", path);
    }

    SampleRequest withHeader(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    SampleRequest withCookie(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    SampleRequest withQuery(String name, String value) {
        query.put(name, value);
        return this;
    }

    SampleRequest from(String address) {
        clientIp = address;
        return this;
    }

    int headersAsked() {
        return headersAsked;
    }

    @Override
    public String method() {
        return method;
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
    public String header(String name) {
        headersAsked++;
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String cookie(String name) {
        return cookies.get(name);
    }

    @Override
    public String query(String name) {
        return query.get(name);
    }

    @Override
    public String clientIp() {
        return clientIp;
    }

    @Override
    public String toString() {
        return method + " " + host + path + " headers " + headers + " query " + query;
    }
}
