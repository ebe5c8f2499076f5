package io.teal.benchmarks.streams;

/**
 * Which streams are opened.
 *
 * @param port where, on 127.0.0.1
 * @param path of the request, without a query
 * @param streams how many
 * @param everyMillis between two events of one stream
 * @param events of each stream
 * @param perSecond how many are opened in a second
 */
record LoadPlan(int port, String path, int streams, int everyMillis, int events, int perSecond) {
    private static final String BODY =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Say it word by word.\"}]}";

    LoadPlan {
        if (streams < 1 || everyMillis < 1 || events < 1 || perSecond < 1) {
            throw new IllegalArgumentException("streams, milliseconds, events and rate are at least 1");
        }
    }

    /** The request of each stream: a question as it is sent to a model server. */
    String request() {
        return "POST " + path + "?every_ms=" + everyMillis + "&events=" + events + " HTTP/1.1\r\n"
                + "host: 127.0.0.1:" + port + "\r\n"
                + "accept: text/event-stream\r\n"
                + "content-type: application/json\r\n"
                + "content-length: " + BODY.length() + "\r\n\r\n" + BODY;
    }
}
