package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.IfMatch;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.http.change.Difference;
import io.teal.admin.http.change.IdempotencyKey;
import io.teal.admin.revision.Author;
import io.teal.admin.revision.Change;
import io.teal.admin.revision.Revisions;
import io.teal.admin.revision.WriteRefused;
import io.teal.admin.revision.Writes;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.routing.Revision;
import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What all calls that change the routing have in common: precondition, reason, key, and the dry run instead. */
final class RoutingWrite {
    private final Revisions revisions;
    private final Fleet fleet;
    private final Writes writes;

    RoutingWrite(Revisions revisions, Fleet fleet) {
        this.revisions = revisions;
        this.fleet = fleet;
        this.writes = fleet.writes();
    }

    /** Says what is wanted, given the revision in effect. */
    interface Wish {
        Wanted in(Revision current) throws ConfigException;
    }

    /**
     * What is wanted.
     *
     * @param warnings what to tell its author
     */
    record Wanted(Change change, List<io.teal.gateway.config.Problem> warnings) {
        static Wanted of(Change change) {
            return new Wanted(change, List.of());
        }
    }

    /**
     * Does what is wanted, or says what would become of it.
     *
     * @param unasked how long it waits for all gateways when the call does not say; zero for not at all
     */
    Answer answer(Call call, @Nullable String reason, Duration unasked, Wish wish) throws Exception {
        LongPredicate expected = IfMatch.parse(call.ifMatch());
        Author author = call.author(reason).withKey(IdempotencyKey.of(call));
        Duration patience = FleetCalls.patience(call, unasked);
        return dry(call) ? foresee(expected, wish) : write(expected, author, wish, patience);
    }

    private Answer write(LongPredicate expected, Author author, Wish wish, Duration patience) throws Exception {
        Revision made = writes.repeated(author);
        if (made != null) {
            return answer(made, List.of(), patience);
        }
        while (true) {
            Revision current = revisions.current();
            Wanted wanted = wish.in(current);
            try {
                // What was made from one revision must not take the place of another one, even where any is expected.
                LongPredicate same = number -> number == current.number() && expected.test(number);
                Revision inEffect = writes.write(same, wanted.change(), author);
                return answer(inEffect, wanted.warnings(), patience);
            } catch (WriteRefused refused) {
                boolean overtaken = refused.why() == WriteRefused.Why.CONFLICT
                        && refused.current() != current.number()
                        && expected.test(refused.current());
                if (!overtaken) {
                    throw refused;
                }
            }
        }
    }

    private Answer answer(Revision inEffect, List<io.teal.gateway.config.Problem> warnings, Duration patience) {
        ObjectNode view = RevisionView.of(inEffect);
        if (!warnings.isEmpty()) {
            ArrayNode list = view.putArray("warnings");
            warnings.forEach(warning -> list.add(warning.toString()));
        }
        FleetCalls.await(fleet, inEffect, patience, view);
        return Answer.json(view).of(inEffect);
    }

    private Answer foresee(LongPredicate expected, Wish wish) throws Exception {
        Revision current = revisions.current();
        ObjectNode view = Json.object().put("revision", current.number());
        try {
            Wanted wanted = wish.in(current);
            Writes.Foreseen foreseen = writes.foresee(expected, wanted.change());
            view.put("revision", foreseen.current().number()).put("valid", true).putArray("problems");
            ArrayNode warnings = view.putArray("warnings");
            wanted.warnings().forEach(warning -> warnings.add(warning.toString()));
            var unused = view.set("changes", Difference.of(foreseen.current().routing(), foreseen.routing()));
            return Answer.json(view).of(foreseen.current());
        } catch (ConfigException | WriteRefused e) {
            Problem problem = Problem.from(e);
            if (problem.kind() != ProblemKind.INVALID) {
                throw problem;
            }
            var unused = writes.foresee(expected, new Change.Apply(current.routing()));
            ArrayNode problems = view.put("valid", false).putArray("problems");
            problem.configuration().forEach(one -> problems.add(Json.of(one).put("detail", one.toString())));
            if (problems.isEmpty()) {
                problems.addObject().put("detail", problem.detail());
            }
            view.putArray("warnings");
            view.putArray("changes");
            return Answer.json(view).of(current);
        }
    }

    private static boolean dry(Call call) {
        return "true".equals(call.query().get("dry_run"));
    }
}
