package io.pgbaton.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Probe.Right;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Work;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the catalogs and a trial disagree, the trial is right. */
class CatalogueTest {
    private static final Finding READ =
            new Finding(RightsChecks.PUBLISHES, "source role mover", "only a superuser may");
    private static final Probe.Allows TRIAL = new Probe.Allows(
            new Place(Server.SOURCE, "app"),
            List.of(new Right("PF-C07", "source role mover")),
            Sql.of("CREATE PUBLICATION p FOR ALL TABLES"),
            Duration.ofSeconds(1),
            "mover may publish all tables",
            null);

    @Test
    void what_a_managed_service_allows_is_not_in_the_way() {
        assertThat(found(List.of(READ), new Answer(true, ""))).isEmpty();
    }

    @Test
    void what_the_server_refuses_is_found_with_its_own_words() {
        assertThat(found(List.of(), new Answer(false, "must be superuser to create FOR ALL TABLES publication")))
                .singleElement()
                .returns("PF-C07", Finding::id)
                .returns("source role mover", Finding::subject)
                .extracting(Finding::message)
                .asString()
                .endsWith("mover may publish all tables: must be superuser to create FOR ALL TABLES publication");
    }

    @Test
    void what_both_find_is_told_once_with_its_statement() {
        assertThat(found(List.of(READ), new Answer(false, "no"))).containsExactly(READ);
    }

    @Test
    void a_trial_that_was_held_up_changes_nothing() {
        assertThat(found(List.of(READ), Answer.undecided("lock timeout"))).containsExactly(READ);
        assertThat(found(List.of(), Answer.undecided("lock timeout"))).isEmpty();
    }

    private static List<Finding> found(List<Finding> read, Answer answer) {
        Work.Builder work = Work.intending("Look at rights").requires(TRIAL);
        read.forEach(work::finding);
        return Catalogue.findings(work.build(), probe -> answer);
    }
}
