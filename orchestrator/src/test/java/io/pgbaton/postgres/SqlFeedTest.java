package io.pgbaton.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlFeedTest {
    private static final Sql.Feed FEED =
            new Sql.Feed(new Place(Server.SOURCE, "app"), "COPY (SELECT a FROM public.t) TO STDOUT");

    @Test
    void a_feed_keeps_to_its_statement_when_others_come_before_it() {
        Sql copy = Sql.fed("COPY public.t (a) FROM STDIN", FEED);

        assertThat(Sql.each("a", "b").then(copy).then(Sql.of("c")).then(copy).feeds())
                .isEqualTo(Map.of(2, FEED, 4, FEED));
    }

    @Test
    void it_is_shown_where_the_rows_come_from() {
        assertThat(Sql.fed("COPY public.t (a) FROM STDIN", FEED).shown())
                .containsExactly("COPY public.t (a) FROM STDIN -- the rows of source/app: " + FEED.copy());
    }
}
