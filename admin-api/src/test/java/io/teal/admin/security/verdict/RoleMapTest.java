package io.teal.admin.security.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.config.GatewayConfig.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleMapTest {
    private static final Map<Role, List<String>> NAMES = Map.of(
            Role.VIEWER, List.of("staff", "guests"),
            Role.OPERATOR, List.of("On-Call"),
            Role.ADMIN, List.of("chiefs"));

    private final RoleMap exact = new RoleMap(NAMES, false);

    @Test
    void theLargestOfAllRolesCounts() {
        assertThat(exact.verdict("a", List.of("guests", "chiefs", "staff", "chiefs")))
                .isEqualTo(new Verdict.Known("a", Role.ADMIN));
        assertThat(exact.verdict("a", List.of("On-Call", "staff"))).isEqualTo(new Verdict.Known("a", Role.OPERATOR));
        assertThat(exact.verdict("a", List.of("other", "staff"))).isEqualTo(new Verdict.Known("a", Role.VIEWER));
    }

    @Test
    void withoutOneOfThemThereIsNoRole() {
        assertThat(exact.verdict("a", List.of("z", "Chiefs", "z", "chief")))
                .isEqualTo(new Verdict.NoRole("a", List.of("Chiefs", "chief", "z")));
        assertThat(exact.verdict("a", List.of())).isEqualTo(new Verdict.NoRole("a", List.of()));
        assertThat(new RoleMap(Map.of(), true).verdict("a", List.of("")))
                .isEqualTo(new Verdict.NoRole("a", List.of("")));
    }

    @Test
    void groupsOfADirectoryAreTheSameInUpperAndLowerCase() {
        assertThat(new RoleMap(NAMES, true).verdict("a", List.of("ON-CALL")))
                .isEqualTo(new Verdict.Known("a", Role.OPERATOR));
    }
}
