package io.teal.gateway.listener;

import java.time.Duration;
import java.util.List;

/** Requests that must be refused, each with its status, and requests that must pass byte for byte. */
final class Messages {
    static final ListenerLimits LIMITS = new ListenerLimits(
            100, 300, 8, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(75), 128);

    private static final String GET = "GET / HTTP/1.1\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String HOST = "Host: x\r\n";

    /** A message and the status it is refused with. */
    record Hostile(String bytes, int status) {
        /** Whether its head is fine, so that parts of it may have passed before the violation came. */
        boolean inBody() {
            return bytes.startsWith(CHUNKED);
        }
    }

    private Messages() {}

    static List<Hostile> hostile() {
        return List.of(
                // Request line
                new Hostile("\nGET / HTTP/1.1\r\n", 400),
                new Hostile(" GET / HTTP/1.1\r\n", 400),
                new Hostile("\0GET / HTTP/1.1\r\n", 400),
                new Hostile("\r\n\r\nGET / HTTP/1.1\r\n", 400),
                new Hostile("\rGET / HTTP/1.1\r\n", 400),
                new Hostile("G@T / HTTP/1.1\r\n", 400),
                new Hostile("GET\t/ HTTP/1.1\r\n", 400),
                new Hostile("GET  / HTTP/1.1\r\n", 400),
                new Hostile("GET /  HTTP/1.1\r\n", 400),
                new Hostile("GET / HTTP/1.1 \r\n", 400),
                new Hostile("GET / HTTP/1.1\n" + HOST + "\n", 400),
                new Hostile("GET / HTTP/1.1\r" + HOST, 400),
                new Hostile("GET /\r\n", 400),
                new Hostile("GET\r\n", 400),
                new Hostile("GET /\n", 400),
                new Hostile("GET / http/1.1\r\n", 400),
                new Hostile("GET / HTTP/1\r\n", 400),
                new Hostile("GET / HTTP/11.1\r\n", 400),
                new Hostile("GET / HTTP/1.10\r\n", 400),
                new Hostile("GET / HTTPS/1.1\r\n", 400),
                new Hostile("GET / HTTP/2.0\r\n" + HOST + "\r\n", 505),
                new Hostile("GET / HTTP/0.9\r\n" + HOST + "\r\n", 505),
                new Hostile("GET / HTTP/3.0\r\n\r\n", 505),
                new Hostile("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", 400),
                // Target
                new Hostile("GET /a\0b HTTP/1.1\r\n", 400),
                new Hostile("GET /a\u007fb HTTP/1.1\r\n", 400),
                new Hostile("GET /a\u000bb HTTP/1.1\r\n", 400),
                new Hostile("GET /\u00e4 HTTP/1.1\r\n", 400),
                new Hostile("GET /a#b HTTP/1.1\r\n", 400),
                new Hostile("GET /a\\b HTTP/1.1\r\n", 400),
                new Hostile("GET /<a> HTTP/1.1\r\n", 400),
                new Hostile("GET a HTTP/1.1\r\n", 400),
                new Hostile("GET x:80 HTTP/1.1\r\n", 400),
                new Hostile("GET * HTTP/1.1\r\n", 400),
                new Hostile("OPTIONS ** HTTP/1.1\r\n", 400),
                new Hostile("CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 501),
                new Hostile("CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n", 501),
                new Hostile("GET http://y/ HTTP/1.1\r\n" + HOST + "\r\n", 400),
                new Hostile("GET http://x:81/ HTTP/1.1\r\nHost: x:80\r\n\r\n", 400),
                new Hostile("GET http://u@x/ HTTP/1.1\r\n" + HOST + "\r\n", 400),
                new Hostile("GET http:/// HTTP/1.1\r\n" + HOST + "\r\n", 400),
                new Hostile("GET ftp://x/ HTTP/1.1\r\n" + HOST + "\r\n", 400),
                new Hostile("GET http://x/ HTTP/1.0\r\n\r\n", 400),
                // Fields
                new Hostile(GET + HOST + "A : b\r\n\r\n", 400),
                new Hostile(GET + HOST + "A\t: b\r\n\r\n", 400),
                new Hostile(GET + " " + HOST + "\r\n", 400),
                new Hostile(GET + HOST + "A: b\r\n c\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\r\n\tc\r\n\r\n", 400),
                new Hostile(GET + HOST + ": b\r\n\r\n", 400),
                new Hostile(GET + HOST + "A\r\n\r\n", 400),
                new Hostile(GET + HOST + "A(: b\r\n\r\n", 400),
                new Hostile(GET + HOST + "A\0: b\r\n\r\n", 400),
                new Hostile(GET + HOST + "\u00c4: b\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\nB: c\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\rB: c\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\0\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\u0001c\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\u007f\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\u000b\r\n\r\n", 400),
                new Hostile(GET + HOST + "A: b\r\r\n\r\n", 400),
                new Hostile(GET + HOST + "\n", 400),
                new Hostile(GET + HOST + "\rX", 400),
                // Host
                new Hostile(GET + "\r\n", 400),
                new Hostile(GET + HOST + HOST + "\r\n", 400),
                new Hostile(GET + HOST + "host: y\r\n\r\n", 400),
                new Hostile(GET + "Host:\r\n\r\n", 400),
                new Hostile(GET + "Host: x, y\r\n\r\n", 400),
                new Hostile(GET + "Host: x y\r\n\r\n", 400),
                new Hostile(GET + "Host: u@x\r\n\r\n", 400),
                new Hostile(GET + "Host: x/y\r\n\r\n", 400),
                new Hostile(GET + "Host: x:y\r\n\r\n", 400),
                new Hostile(GET + "Host: x:65536\r\n\r\n", 400),
                new Hostile(GET + "Host: x:\r\n\r\n", 400),
                new Hostile(GET + "Host: [::1\r\n\r\n", 400),
                new Hostile(GET + "Host: [::1]x\r\n\r\n", 400),
                new Hostile("GET / HTTP/1.0\r\n" + HOST + HOST + "\r\n", 400),
                // Length
                new Hostile(POST + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 1, 1\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: +1\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: -1\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 0x1\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 1 2\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 1;\r\n\r\na", 400),
                new Hostile(POST + "Content-Length:\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 99999999999999999999\r\n\r\na", 400),
                new Hostile(POST + "Content-Length: 18446744073709551617\r\n\r\na", 400),
                new Hostile(POST + "Content_Length: 1\r\n\r\na", 400),
                // Transfer coding
                new Hostile(POST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked, chunked\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked,\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: ,chunked\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: \"chunked\"\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked;q=1\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: chunked x\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding:\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: \u000bchunked\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding : chunked\r\n\r\n", 400),
                new Hostile(POST + "Transfer_Encoding: chunked\r\n\r\n", 400),
                new Hostile(POST + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
                new Hostile(POST + "Transfer-Encoding: chunked, gzip\r\n\r\n", 501),
                new Hostile(POST + "Transfer-Encoding: identity\r\n\r\n", 501),
                new Hostile(POST + "Transfer-Encoding: xchunked\r\n\r\n", 501),
                new Hostile("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                // Limits
                new Hostile("GET /" + "a".repeat(100) + " HTTP/1.1\r\n", 414),
                new Hostile("G".repeat(101) + " / HTTP/1.1\r\n", 414),
                new Hostile("GET /" + "a".repeat(87) + " HTTP/1.1\r\n" + HOST, 414),
                new Hostile(GET + HOST + "A: " + "b".repeat(300) + "\r\n\r\n", 431),
                new Hostile(GET + HOST + "a".repeat(300) + ": b\r\n\r\n", 431),
                new Hostile(GET + HOST + "A: b\r\n".repeat(8) + "\r\n", 431),
                // Chunks
                new Hostile(CHUNKED + "\r\n", 400),
                new Hostile(CHUNKED + "g\r\n", 400),
                new Hostile(CHUNKED + "0x1\r\na\r\n", 400),
                new Hostile(CHUNKED + "+1\r\na\r\n", 400),
                new Hostile(CHUNKED + "-1\r\na\r\n", 400),
                new Hostile(CHUNKED + " 1\r\na\r\n", 400),
                new Hostile(CHUNKED + "1 \r\na\r\n", 400),
                new Hostile(CHUNKED + "1\na\r\n", 400),
                new Hostile(CHUNKED + "1\rXa\r\n", 400),
                new Hostile(CHUNKED + "000000001\r\na\r\n", 400),
                new Hostile(CHUNKED + "80000000\r\n", 400),
                new Hostile(CHUNKED + "FFFFFFFFFFFFFFFF1\r\n", 400),
                new Hostile(CHUNKED + "1\r\nab\r\n", 400),
                new Hostile(CHUNKED + "1\r\na\n0\r\n\r\n", 400),
                new Hostile(CHUNKED + "1\r\na\rX", 400),
                new Hostile(CHUNKED + "1;a\nb\r\n", 400),
                new Hostile(CHUNKED + "1;a\0b\r\n", 400),
                new Hostile(CHUNKED + "1;" + "a".repeat(300) + "\r\n", 400),
                new Hostile(CHUNKED + "0\r\nA : b\r\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\n: b\r\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\nA: b\r\n c\r\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\nA: b\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\nContent-Length: 1\r\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\nTransfer_Encoding: chunked\r\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\nhost: y\r\n\r\n", 400),
                new Hostile(CHUNKED + "0\r\n\n", 400),
                new Hostile(CHUNKED + "0\r\n\rX", 400),
                new Hostile(CHUNKED + "0\r\nA: " + "b".repeat(300) + "\r\n\r\n", 431),
                new Hostile(CHUNKED + "0\r\n" + "A: b\r\n".repeat(9) + "\r\n", 431));
    }

    static List<String> good() {
        return List.of(
                GET + HOST + "\r\n",
                "\r\n" + GET + HOST + "\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET / HTTP/1.0\r\n" + HOST + "\r\n",
                "GET /a/b?c=d&e=%20{|}^`[]~ HTTP/1.1\r\n" + HOST + "\r\n",
                "GET http://x/a HTTP/1.1\r\n" + HOST + "\r\n",
                "GET HTTPS://X:443?a HTTP/1.1\r\nHost: x:443\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n",
                "M-SEARCH //x/ HTTP/1.1\r\n" + HOST + "\r\n",
                "PRINT / HTTP/1.1\r\n" + HOST + "\r\n",
                GET + "hOsT:[::1]:8080\r\n\r\n",
                GET + "Host: \t 127.0.0.1:80 \t\r\n\r\n",
                GET + "Host: a-b_c.d~e\r\nA:\r\nB: \r\nC: \u00e4\tx\r\n\r\n",
                GET + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                GET + HOST + "A: b\r\n".repeat(7) + "\r\n",
                "GET /" + "a".repeat(86) + " HTTP/1.1\r\n" + HOST + "\r\n",
                POST + "Content-Length: 0\r\n\r\n",
                POST + "Content-Length: 0005\r\n\r\nhello",
                POST + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
                CHUNKED + "0\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n00a\r\n0123456789\r\n0\r\n\r\n",
                CHUNKED + "1\r\n\n\r\n0\r\nA: b\r\nChecksum: \r\n\r\n",
                POST + "transfer-encoding:\tCHUNKED \r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\n\r\n" + GET + HOST + "\r\n" + POST + "Content-Length: 2\r\n\r\nhi" + GET
                        + HOST + "\r\n");
    }
}
