package io.teal.simulator.probe;

import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Responses that are not HTTP, or HTTP at its edges, chosen with {@code ?case=}. The connection is closed a moment after
 * the bytes, or stays open with {@code &hold=1}. Without a known case the answer lists them.
 */
final class RawProbe {
    private static final String OK = "HTTP/1.1 200 OK\r\nserver: uvicorn\r\n";
    private static final Map<String, String> CASES = cases();

    private RawProbe() {}

    static void raw(Exchange exchange, FaultSet faults) {
        String wanted = exchange.head().parameter("case");
        String bytes = wanted == null ? null : CASES.get(wanted);
        if (bytes == null) {
            Replies.json(exchange, 404, PythonJson.compact(PythonJson.object("cases", CASES.keySet())));
            return;
        }
        exchange.raw(bytes.getBytes(StandardCharsets.ISO_8859_1));
        if (exchange.head().number("hold", 0) == 0) {
            exchange.later(TimeUnit.MILLISECONDS.toNanos(20), exchange::close);
        }
    }

    private static Map<String, String> cases() {
        Map<String, String> cases = new TreeMap<>();
        cases.put("empty", "");
        cases.put("garbage-status", "HELLO WORLD\r\n\r\n");
        cases.put("garbage", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u00ff\u00fe\u0000\u0000");
        cases.put("bad-version", "HTTP/9.9 200 OK\r\ncontent-length: 2\r\n\r\nok");
        cases.put("status-zero", "HTTP/1.1 000 Zero\r\ncontent-length: 2\r\n\r\nok");
        cases.put("status-long", "HTTP/1.1 20000 OK\r\ncontent-length: 2\r\n\r\nok");
        cases.put("status-text", "HTTP/1.1 abc OK\r\ncontent-length: 2\r\n\r\nok");
        cases.put("both-lengths", OK + "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        cases.put("two-lengths", OK + "content-length: 2\r\ncontent-length: 5\r\n\r\nok");
        cases.put("negative-length", OK + "content-length: -5\r\n\r\nok");
        cases.put("word-length", OK + "content-length: two\r\n\r\nok");
        cases.put("unknown-coding", OK + "transfer-encoding: cow\r\n\r\nok");
        cases.put("bare-lf", "HTTP/1.1 200 OK\nserver: uvicorn\ncontent-length: 2\n\nok");
        cases.put("bad-chunk-size", OK + "transfer-encoding: chunked\r\n\r\nxyz\r\nok\r\n0\r\n\r\n");
        cases.put("huge-chunk-size", OK + "transfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\nok\r\n0\r\n\r\n");
        cases.put("chunk-without-crlf", OK + "transfer-encoding: chunked\r\n\r\n2\r\nokXX0\r\n\r\n");
        cases.put("missing-last-chunk", OK + "transfer-encoding: chunked\r\n\r\n2\r\nok\r\n");
        cases.put("chunk-extension", OK + "transfer-encoding: chunked\r\n\r\n2;name=value\r\nok\r\n0\r\n\r\n");
        cases.put(
                "forbidden-trailer",
                OK + "transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\ncontent-length: 99\r\n\r\n");
        cases.put("short-body", OK + "content-length: 100\r\n\r\nonly this");
        cases.put("long-body", OK + "content-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nsmuggled");
        cases.put("until-close", OK + "content-type: text/plain\r\n\r\nuntil the end");
        cases.put("close-in-head", "HTTP/1.1 200 OK\r\nserver: uvi");
        cases.put("huge-header", OK + "x-huge: " + "h".repeat(1 << 20) + "\r\ncontent-length: 2\r\n\r\nok");
        cases.put("many-headers", OK + "x-many: 1\r\n".repeat(20_000) + "content-length: 2\r\n\r\nok");
        cases.put("header-injection", OK + "x-name: value\rset-cookie: injected=1\r\ncontent-length: 2\r\n\r\nok");
        cases.put("header-nul", OK + "x-name: va\u0000lue\r\ncontent-length: 2\r\n\r\nok");
        cases.put("header-fold", OK + "x-name: one\r\n two\r\ncontent-length: 2\r\n\r\nok");
        cases.put("header-space", OK + "x-name : value\r\ncontent-length: 2\r\n\r\nok");
        cases.put("header-no-colon", OK + "x-name\r\ncontent-length: 2\r\n\r\nok");
        cases.put("header-empty-name", OK + ": value\r\ncontent-length: 2\r\n\r\nok");
        cases.put("switching-unasked", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
        cases.put("interim-flood", "HTTP/1.1 102 Processing\r\n\r\n".repeat(1000) + OK + "content-length: 2\r\n\r\nok");
        cases.put("no-content-with-body", "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok");
        return cases;
    }
}
