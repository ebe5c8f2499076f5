package io.teal.launcher.demo;

/** What a newcomer can type while the demonstration runs. */
public final class Suggestions {
    private final String gateway;
    private final String admin;
    private final Backends backends;

    /**
     * @param gateway base address of the gateway
     * @param admin base address of the admin API
     */
    public Suggestions(String gateway, String admin, Backends backends) {
        this.gateway = gateway;
        this.admin = admin;
        this.backends = backends;
    }

    /** The text, several lines. */
    @Override
    public String toString() {
        String teal = admin.equals("http://127.0.0.1:9080") ? "./teal" : "TEAL_ADMIN=" + admin + " ./teal";
        return """

                gateway    GATEWAY
                admin API  ADMIN
                backends   blue 3 simulated servers (BLUE1, BLUE2, BLUE3), green 1 (GREEN1)

                Try, in another terminal:

                  # ask; the answer comes word by word and names the server that gave it
                  curl -N GATEWAY/chat/kb_chat -H 'Content-Type: application/json' \\
                    -d '{"query":"如何申请年假？","kb_name":"samples","stream":true}'

                  # the same in one piece, at once: X-Teal-Cache says that it was kept
                  curl -i GATEWAY/chat/kb_chat -H 'Content-Type: application/json' \\
                    -d '{"query":"如何申请年假？","kb_name":"samples","stream":false}'

                  # what is kept; asked anew all the same; dropped
                  TEAL cache stats
                  TEAL cache lookup chat 如何申请年假？
                  curl -N GATEWAY/chat/kb_chat -H 'Content-Type: application/json' -H 'Cache-Control: no-cache' \\
                    -d '{"query":"如何申请年假？","kb_name":"samples","stream":true}'
                  TEAL cache purge chat

                  # as a tester: this token leads to green
                  curl -N GATEWAY/chat/kb_chat -H 'Content-Type: application/json' -H 'X-Canary-Token: green-preview' \\
                    -d '{"query":"如何申请年假？","kb_name":"samples"}'

                  # let a question meet a failure, whoever gets it: X-Fake-Fault: NAME; OPTION=VALUE
                  curl -iN GATEWAY/chat/kb_chat -H 'Content-Type: application/json' -H 'TE: trailers' \\
                    -H 'X-Fake-Fault: error-event; text=CUDA out of memory' -H 'Cache-Control: no-store' \\
                    -d '{"query":"如何申请年假？","kb_name":"samples","stream":true}'

                  # see the servers; switch to green; take it back; see who did what
                  TEAL status
                  TEAL switch chat green --reason 'new model'
                  TEAL switch chat blue=80 green=20
                  TEAL rollback
                  TEAL history

                  # let one server refuse everything for a minute; ask some new questions; see it ejected, and come back
                  curl BLUE2/__fake/control -H 'Content-Type: application/json' \\
                    -d '{"set":[{"fault":"refuse","options":{"ms":60000}}],"kill_connections":true}'
                  TEAL status

                  # what was counted
                  curl ADMIN/metrics

                  # take one server out by hand and put it back
                  TEAL drain chat/blue/BLUE3
                  TEAL resume chat/blue/BLUE3

                Ctrl-C ends everything.""".replace("GATEWAY", gateway)
                .replace("ADMIN", admin)
                .replace("TEAL ", teal + " ")
                .replace("BLUE1", backends.address("blue-1"))
                .replace("BLUE2", backends.address("blue-2"))
                .replace("BLUE3", backends.address("blue-3"))
                .replace("GREEN1", backends.address("green-1"));
    }
}
