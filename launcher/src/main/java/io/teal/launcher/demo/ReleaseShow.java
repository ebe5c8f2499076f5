package io.teal.launcher.demo;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.Writing;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.display.ReleaseText;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Three releases as they go, while people ask: of a green that is good, of one that fails the questions of the gate, and of one that
 * breaks when it has a part of the traffic.
 */
public final class ReleaseShow {
    private static final String SERVICE = "chat";
    private static final String GREEN = "green";
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final String QUESTIONS = """
            per_second: 20
            questions:
              - {name: annual leave, ask: 如何申请年假？, knowledge_base: samples, must: [年假], first_token: 10s}
              - {name: sick leave, ask: 病假需要证明吗？, knowledge_base: samples, reference: other, score: {rouge_l: 0.2}}
              - {name: expenses, ask: 出差报销需要哪些材料？, knowledge_base: samples, must_not: ['(?i)error'], length: {at_least: 10}}
            """;

    private final PrintWriter out;
    private final AdminClient admin;
    private final Backends backends;
    private final String plan;

    /**
     * Prepares it.
     *
     * @param directory gets the file with the questions of the gate
     * @throws IOException when that cannot be written
     */
    public ReleaseShow(PrintWriter out, AdminClient admin, Backends backends, Path directory) throws IOException {
        this.out = out;
        this.admin = admin;
        this.backends = backends;
        this.plan = """
                {"gate": {"questions": "%s"},
                 "steps": [{"weight": 25, "hold": "3s"}, {"weight": 100, "hold": "3s"}],
                 "guard": {"no_data": "pass"}}""".formatted(Files.writeString(directory.resolve("questions.yaml"), QUESTIONS));
    }

    /**
     * Shows them, one after the other; takes about half a minute.
     *
     * @param gateway where people ask, {@code http://127.0.0.1:8080} say
     * @return whether each ended as it should
     */
    public boolean run(String gateway) throws AdminFailure, InterruptedException {
        try (People people = People.ask(gateway)) {
            out.println("""
                    People ask 20 questions a second, and blue answers. A release asks green three questions first, then gives
                    it a quarter of the people for 3 s, and then all of them.""");
            out.println("\n1. Green is good.\n");
            boolean asTold = ends("done", () -> {});
            out.println("\n   teal rollback, and blue serves again.");
            var unused = admin.rollback(0, Writing.of(admin.currentRevision(), "on with the show"));

            out.println("\n2. The model of green is dead: it answers status 200 without a word.\n");
            green(true);
            asTold &= ends("aborted", () -> {});

            out.println("\n3. It comes back for the questions, and dies again when it has people.\n");
            green(false);
            asTold &= ends("rolled_back", () -> green(true));
            out.println("\n" + people.asked() + " questions were asked.");
            return asTold;
        }
    }

    private void green(boolean dead) {
        if (dead) {
            backends.server("green-1").faults().set(Fault.EMPTY_ANSWER);
        } else {
            backends.server("green-1").faults().clear();
        }
    }

    /** Follows a release to its end, and does something when it has people for the first time. */
    private boolean ends(String state, Runnable whenHolding) throws AdminFailure, InterruptedException {
        String id = admin.startRelease(SERVICE, GREEN, plan, false, "new model")
                .value()
                .id();
        int told = 0;
        boolean held = false;
        while (true) {
            ReleaseReply release = admin.release(SERVICE, id).value();
            for (; told < release.story().size(); told++) {
                out.println("   " + ReleaseText.step(release.story().get(told)));
            }
            if (!held && release.state().equals("holding")) {
                held = true;
                whenHolding.run();
            }
            if (release.over()) {
                out.println("   " + ReleaseText.seen(release));
                return release.state().equals(state);
            }
            Thread.sleep(LOOK);
        }
    }
}
