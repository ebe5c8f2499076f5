package io.teal.admin.http.releases;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.fleet.SharedReports;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.MediaType;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.http.change.IdempotencyKey;
import io.teal.admin.release.Orders;
import io.teal.admin.release.drive.Driver;
import io.teal.admin.release.gate.GateReport;
import io.teal.admin.release.gate.page.GatePage;
import io.teal.admin.revision.Author;
import io.teal.admin.revision.Change;
import io.teal.admin.revision.Revisions;
import io.teal.admin.revision.WriteRefused;
import io.teal.gateway.Gateway;
import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls about releases. What they order is a revision, so it is agreed on by all gateways; any of them takes it. */
public final class ReleaseCalls {
    private static final int USUAL = 20;
    private static final String LATEST = "latest";

    private final Revisions revisions;
    private final Fleet fleet;
    private final PastReleases past;
    private final ReleaseView view;
    private final GateCall gate;

    /** @param driver knows what releases wait for, where they are driven here */
    public ReleaseCalls(Revisions revisions, Fleet fleet, Gateway gateway, Driver driver) {
        this.revisions = revisions;
        this.fleet = fleet;
        this.past = new PastReleases(revisions);
        this.gate = new GateCall(gateway, driver);
        this.view = new ReleaseView(gateway, driver, revisions::now);
    }

    /** All of them. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("startRelease", this::start),
                Endpoint.of("listReleases", this::list),
                Endpoint.of("readRelease", this::one),
                Endpoint.of("readReleaseReport", this::report),
                order(
                        "pauseRelease",
                        (release, body, now, who, reason) -> release.state() == Release.State.PAUSED
                                ? new Orders.Answer.Accepted(release)
                                : Orders.pause(release, now, who, reason)),
                order(
                        "resumeRelease",
                        (release, body, now, who, reason) -> release.state() == Release.State.PAUSED
                                        || release.state().over()
                                ? Orders.resume(release, now, who, reason)
                                : new Orders.Answer.Accepted(release)),
                Endpoint.of("promoteRelease", this::promote),
                gate.endpoint(),
                order("abortRelease", (release, body, now, who, reason) -> Orders.abort(release, now, who, reason)));
    }

    private interface Order {
        Orders.Answer give(Release release, ObjectNode body, Instant now, String who, String reason);
    }

    private Endpoint order(String operation, Order order) {
        return Endpoint.of(operation, call -> carryOut(call, Json.object(call.text(), Set.of("reason")), order));
    }

    private Answer promote(Call call) throws Exception {
        ObjectNode body = Json.object(call.text(), Set.of("reason", "full", "force"));
        boolean force = body.path("force").asBoolean();
        if (force) {
            mayForce(call, body);
        }
        return carryOut(
                call,
                body,
                (release, given, now, who, reason) ->
                        Orders.promote(release, given.path("full").asBoolean(), force, now, who, reason));
    }

    /** Past a gate only those go who may, and who say why. */
    private static void mayForce(Call call, ObjectNode body) throws Problem {
        if (!call.caller().may(Role.ADMIN)) {
            throw Problem.of(
                    ProblemKind.ROLE_TOO_SMALL,
                    "to go past the gate needs the role admin; %s has %s",
                    call.caller().name(),
                    call.caller().role().name().toLowerCase(Locale.ROOT));
        }
        String reason = Json.text(body, "reason");
        if (reason == null || reason.isBlank()) {
            throw Problem.of(
                    ProblemKind.INVALID, "reason: found nothing, expected why the gate does not count this time");
        }
    }

    /** An order is meant for the release as it is, wherever it has come meanwhile. */
    private Answer carryOut(Call call, ObjectNode body, Order order) throws Exception {
        Author author = call.author(Json.text(body, "reason")).withKey(IdempotencyKey.of(call));
        Revision repeated = fleet.writes().repeated(author);
        if (repeated != null) {
            return answer(repeated, find(call));
        }
        while (true) {
            Release release = find(call);
            String reason = author.reason().isEmpty() ? "ordered by " + author.who() : author.reason();
            Release next = accepted(order.give(release, body, revisions.now(), author.who(), reason));
            if (next.equals(release)) {
                return answer(revisions.current(), release);
            }
            Revision made = write(new Change.Move(release, next), author, next);
            if (made != null) {
                return answer(made, next);
            }
        }
    }

    private Answer start(Call call) throws Exception {
        ObjectNode body = Json.object(call.text(), Set.of("to", "reason", "plan", "force_gate"));
        boolean forced = body.path("force_gate").asBoolean();
        if (forced) {
            mayForce(call, body);
        }
        Author author = call.author(Json.text(body, "reason")).withKey(IdempotencyKey.of(call));
        String service = call.parameter("service");
        Revision repeated = fleet.writes().repeated(author);
        if (repeated != null) {
            return answer(repeated, newest(repeated, service));
        }
        while (true) {
            Revision current = revisions.current();
            Release begun = ReleaseStart.of(current, service, body, forced, author, revisions.now());
            Revision made = write(new Change.Move(current.releases().get(service), begun), author, begun);
            if (made != null) {
                return answer(made, begun);
            }
        }
    }

    /** Null when somebody was quicker, and it must be looked at again. */
    private @Nullable Revision write(Change.Move move, Author author, Release next) throws Exception {
        String words = next.id() + ": " + next.story().getLast().reason();
        try {
            return fleet.writes().write(number -> true, move, new Author(author.who(), words, author.key()));
        } catch (WriteRefused refused) {
            if (refused.why() == WriteRefused.Why.CONFLICT) {
                return null;
            }
            throw refused;
        }
    }

    private static Release accepted(Orders.Answer answer) throws Problem {
        return switch (answer) {
            case Orders.Answer.Accepted(Release release) -> release;
            case Orders.Answer.Refused(String why) -> throw Problem.of(ProblemKind.RELEASE_REFUSED, "%s", why);
        };
    }

    private Answer answer(Revision revision, Release release) {
        ObjectNode one = view.of(release);
        return Answer.json(one).of(revision);
    }

    private Answer list(Call call) throws Exception {
        String service = service(call);
        String limit = call.query().get("limit");
        Revision current = revisions.current();
        ObjectNode body = Json.object().put("service", service);
        ArrayNode list = body.putArray("releases");
        for (Release release : past.list(service, limit == null ? USUAL : Integer.parseInt(limit))) {
            list.add(view.brief(release));
        }
        return Answer.json(body).of(current);
    }

    private Answer one(Call call) throws Exception {
        return answer(revisions.current(), find(call));
    }

    private Answer report(Call call) throws Exception {
        Release release = find(call);
        SharedReports.Lookup found = fleet.reports().find(release.id());
        String json = found.json();
        if (json == null) {
            throw noReport(release, found.problem());
        }
        if (!MediaType.prefersHtml(call.headers().getAll("Accept"))) {
            return Answer.text(Answer.JSON, json);
        }
        String page = GatePage.of(GateReport.parse("report of " + release.id(), json));
        return Answer.text(Answer.HTML, page).with("Content-Security-Policy", GatePage.policy());
    }

    private static Problem noReport(Release release, @Nullable String problem) {
        Plan.Gate gate = release.plan().gate();
        if (gate == null || gate.questions() == null) {
            return Problem.of(
                    ProblemKind.NOT_FOUND, "no questions were asked for release %s: its plan has none", release.id());
        }
        if (problem != null) {
            return Problem.of(
                    ProblemKind.REDIS_AWAY,
                    "whether there is a report of release %s is not known here: %s",
                    release.id(),
                    problem);
        }
        return Problem.of(
                ProblemKind.NOT_FOUND,
                "no questions were asked for release %s, or not all yet, or the report is kept no longer",
                release.id());
    }

    private String service(Call call) throws Problem {
        String service = call.parameter("service");
        Revision current = revisions.current();
        if (!current.routing().services().containsKey(service)
                && !current.releases().containsKey(service)) {
            throw Problem.of(
                    ProblemKind.NOT_FOUND,
                    "there is no service %s; known: %s",
                    service,
                    String.join(", ", current.routing().services().keySet()));
        }
        return service;
    }

    private Release find(Call call) throws Exception {
        String service = service(call);
        String id = call.parameter("release");
        Release newest = revisions.current().releases().get(service);
        if (newest != null && (id.equals(LATEST) || id.equals(newest.id()))) {
            return newest;
        }
        Release found = id.equals(LATEST) ? null : past.find(service, id);
        if (found == null) {
            throw Problem.of(
                    ProblemKind.NOT_FOUND,
                    "there is no release %s of %s; %s",
                    id,
                    service,
                    newest == null ? "there was none yet" : "the newest is " + newest.id());
        }
        return found;
    }

    private static Release newest(Revision revision, String service) throws Problem {
        Release release = revision.releases().get(service);
        if (release == null) {
            throw Problem.of(ProblemKind.NOT_FOUND, "there was no release of %s yet", service);
        }
        return release;
    }
}
