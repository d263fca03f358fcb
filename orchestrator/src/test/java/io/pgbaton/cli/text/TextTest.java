package io.pgbaton.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Status;
import io.pgbaton.report.Block;
import io.pgbaton.report.CheckPage;
import io.pgbaton.report.Document;
import io.pgbaton.report.DryRunPage;
import io.pgbaton.report.Html;
import io.pgbaton.report.Markdown;
import io.pgbaton.report.PlainText;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void a_dry_run_reads_like_a_change_request_in_every_form() {
        Document page = DryRunPage.of(Recorded.dryRun(), Recorded.plan());

        Golden.compare("change-request.txt", PlainText.of(page, PlainText.Ink.NONE, 12));
        Golden.compare("change-request.md", Markdown.of(page));
        Golden.compare("change-request.html", Html.of(page));
    }

    @Test
    void a_screen_shows_the_first_lines_of_long_sql_and_a_file_all_of_it() {
        Document page = DryRunPage.of(Recorded.dryRun(), Recorded.plan());

        assertThat(PlainText.of(page, PlainText.Ink.NONE, 12))
                .doesNotContain("CREATE TABLE t15")
                .contains("--full");
        assertThat(PlainText.of(page, PlainText.Ink.NONE, Integer.MAX_VALUE))
                .contains("CREATE TABLE t15 (id int PRIMARY KEY);")
                .doesNotContain("--full");
    }

    @Test
    void what_a_server_says_is_never_taken_for_markup() {
        Document page = new Document(
                "<b>& \"name\"",
                List.of(
                        new Block.Grid(List.of("a|b"), List.of(List.of("<script>|*x*"))),
                        new Block.Code("SQL", List.of("SELECT '</pre><script>'"))));

        assertThat(Html.of(page))
                .doesNotContain("<script>")
                .doesNotContain("<b>&")
                .contains("&lt;script&gt;");
        assertThat(Markdown.of(page)).contains("| \\<script>\\|\\*x\\* |");
    }

    @Test
    void a_check_says_what_it_looked_at_and_what_to_do() {
        Golden.compare("check-blocked.txt", text(CheckPage.of(Recorded.plan(), Recorded.findings(), true)));
        Golden.compare("check-ok.txt", text(CheckPage.of(Recorded.plan(), List.of(), false)));
        Golden.compare("check-blocked.json", JsonText.of(CheckPage.data(Recorded.plan(), Recorded.findings(), true)));
    }

    private static String text(Document page) {
        return PlainText.of(page, PlainText.Ink.NONE, 12);
    }

    @Test
    void a_status_is_told_in_words_and_as_json() {
        StatusText text = new StatusText(ZoneOffset.UTC);

        Golden.compare("status-copying.txt", text.of(Recorded.copying()));
        Golden.compare("status-building.txt", text.of(Recorded.building(300L << 20)));
        Golden.compare("status-stalled.txt", text.of(Recorded.stalled()));
        Golden.compare("status-all.txt", text.of(List.of(Recorded.copying(), Recorded.stalled())));
        Golden.compare("status-copying.json", JsonText.of(Recorded.copying()));
        Golden.compare("status-stalled.json", JsonText.of(Recorded.stalled()));
    }

    @Test
    void an_event_keeps_its_figures_as_json() {
        EventEntry event =
                new EventEntry(7, Recorded.AT, "host:42", "FREEZE_ENDED", "clients go on", "{\"pauseMillis\":87.25}");

        assertThat(JsonText.line(EventText.Json.of(event)))
                .isEqualTo("{\"id\":7,\"at\":\"2026-03-01T12:00:00Z\",\"who\":\"host:42\",\"kind\":\"FREEZE_ENDED\","
                        + "\"message\":\"clients go on\",\"detail\":{\"pauseMillis\":87.25}}");
        assertThat(new EventText(ZoneOffset.UTC).of(event))
                .isEqualTo("2026-03-01 12:00:00.000 Z  FREEZE_ENDED   clients go on");
    }

    @Test
    void the_status_line_has_progress_rate_and_time_left() {
        StatusLine line = new StatusLine();
        Status before = copied(200L << 20);
        Status after = copied(300L << 20);

        line.of(before, 0);

        assertThat(line.of(after, Duration.ofSeconds(10).toNanos()))
                .isEqualTo(
                        "REPLICATING await-initial-copy · 7/12 tables · 300 MiB of 1.0 GiB · 10 MiB/s · 1 min 13 s left"
                                + " · lag 2.0 KiB");
    }

    @Test
    void the_status_line_tells_how_far_indexes_are() {
        StatusLine line = new StatusLine();
        line.of(Recorded.building(200L << 20), 0);

        assertThat(line.of(Recorded.building(300L << 20), Duration.ofSeconds(10).toNanos()))
                .isEqualTo("REPLICATING build-indexes · 12/12 tables · indexes 300 MiB of 1.0 GiB · 10 MiB/s"
                        + " · 1 min 13 s left · orders_by_day 37 % (building index: scanning table) · lag 2.0 KiB");
    }

    @Test
    void the_status_line_tells_that_copying_fails() {
        assertThat(new StatusLine().of(Recorded.copying(), 0)).contains(" · copying failed 3 times · ");
    }

    @Test
    void the_status_line_tells_no_time_left_while_nothing_moves() {
        StatusLine line = new StatusLine();
        line.of(copied(1), 0);

        assertThat(line.of(copied(1), 1_000_000_000L)).doesNotContain("left", "/s");
    }

    private static Status copied(long bytes) {
        Status from = Recorded.copying();
        return new Status(
                from.name(),
                from.phase(),
                null,
                from.step(),
                from.allowed(),
                List.of(new Status.Database("orders", 12L, 7L, bytes, 1L << 30, null, null, 2048L, null)),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                from.planPath(),
                from.updatedAt(),
                null);
    }

    @Test
    void outside_a_terminal_there_is_no_control_character() {
        Recorded.Paper paper = new Recorded.Paper(false, true, 80);

        paper.screen.hold("working");
        paper.screen.say(paper.screen.red("done"));
        paper.screen.hold("");

        assertThat(paper.text()).isEqualTo("done\n");
    }

    @Test
    void in_a_terminal_one_line_stays_below_the_others_and_never_wraps() {
        Recorded.Paper paper = new Recorded.Paper(true, false, 10);

        paper.screen.hold("a long status line");
        paper.screen.say("done");

        assertThat(paper.text()).isEqualTo("a long s…\r\u001b[2Kdone\na long s…");
    }

    @Test
    void colours_are_for_terminals_whose_user_wants_them() {
        assertThat(new Recorded.Paper(true, true, 80).screen.red("x")).isEqualTo("\u001b[31mx\u001b[0m");
        assertThat(new Recorded.Paper(true, false, 80).screen.red("x")).isEqualTo("x");
        assertThat(new Recorded.Paper(false, true, 80).screen.red("x")).isEqualTo("x");
        assertThat(Screen.ofProcess(Map.of("NO_COLOR", "1")).colours()).isFalse();
    }

    @Test
    void figures_are_told_as_people_read_them() {
        assertThat(Amount.bytes(0)).isEqualTo("0 B");
        assertThat(Amount.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Amount.bytes(42L << 30)).isEqualTo("42 GiB");
        assertThat(Amount.time(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Amount.time(Duration.ofSeconds(7500))).isEqualTo("2 h 5 min");
        assertThat(Amount.time(Duration.ofDays(2))).isEqualTo("2 d");
        assertThat(Amount.millis(3.25)).isEqualTo("3.3 ms");
        assertThat(Amount.millis(87.25)).isEqualTo("87 ms");
        assertThat(Amount.count(1, "table")).isEqualTo("1 table");
    }
}
