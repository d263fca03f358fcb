package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SchemaDump;
import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A small shop's database as two servers would tell of it: rows written down by hand for the pages about steps. It remembers
 * which questions were asked.
 *
 * @param moved whether the schema is on the target already, as it is from the initial copy on
 * @param asked the questions asked so far, by the file under {@code sql/}
 */
record ExampleFacts(Plan plan, boolean moved, long passage, Set<String> asked) implements Facts {
    private static final String DATABASE = "orders";

    static ExampleFacts before(Plan plan) {
        return new ExampleFacts(plan, false, 1, new LinkedHashSet<>());
    }

    static ExampleFacts inSync(Plan plan, long passage) {
        return new ExampleFacts(plan, true, passage, new LinkedHashSet<>());
    }

    @Override
    public List<String> databases() {
        return List.of(DATABASE);
    }

    @Override
    public Catalog at(Place place) {
        return new Written(place.server(), moved, asked);
    }

    @Override
    public Catalog cluster(Server server) {
        return new Written(server, moved, asked);
    }

    @Override
    public Place clusterPlace(Server server) {
        return new Place(server, "postgres");
    }

    @Override
    public boolean exists(Place place) {
        return place.server() == Server.SOURCE || moved;
    }

    /** Answers from what is written below. A question that is not there has no rows. */
    private record Written(Server server, boolean moved, Set<String> asked) implements Catalog {
        @Override
        public List<Row> ask(String question, Object... parameters) {
            asked.add(question);
            return ANSWERS
                    .getOrDefault(
                            server.word() + " " + question + (moved && question.equals("tables") ? " moved" : ""),
                            ANSWERS.getOrDefault(question, List.of()))
                    .stream()
                    .filter(row -> !question.equals("role") || row.text("name").equals(parameters[0]))
                    .toList();
        }

        /** The only queries without a file are those for positions and keys of sequences, sessions, rows in extensions' tables, and grants on parameters. */
        @Override
        public List<Row> query(String sql) {
            if (sql.contains("pg_parameter_acl")) {
                return List.of();
            }
            return sql.contains(" AS seconds")
                    ? List.of(row(
                            "seconds=0",
                            "direct",
                            server == Server.SOURCE ? "called=16390:731:4711" : "called=16402:738:1"))
                    : List.of(row("i=0", "k=4711", "n=12"));
        }

        @Override
        public void prepare(String sql) {
            // costs nothing here
        }

        @Override
        public <T> T known(Class<T> what, Function<Catalog, T> learn) {
            return learn.apply(this);
        }

        @Override
        public void forget(Class<?> what) {
            // nothing is kept
        }

        @Override
        public SchemaDump schema() {
            asked.add("pg_dump --schema-only");
            return DUMP;
        }
    }

    private static final Map<String, List<Row>> ANSWERS = answers();

    private static Map<String, List<Row>> answers() {
        Map<String, List<Row>> answers = new LinkedHashMap<>();
        answers.put("source server", server("15.18", "150018", "7301234567890123456"));
        answers.put("target server", server("18.4", "180004", "7511111111111111111"));
        answers.put("databases", List.of(row("name=orders"), row("name=postgres")));
        answers.put(
                "database",
                List.of(row(
                        "name=orders",
                        "encoding=UTF8",
                        "collate=C.UTF-8",
                        "ctype=C.UTF-8",
                        "provider=c",
                        "locale",
                        "owner=shop",
                        "connection_limit=-1",
                        "comment=The shop",
                        "has_acl=false",
                        "bytes=4000000000")));
        answers.put(
                "source settings-of", List.of(row("database=orders", "role", "name=TimeZone", "value=Europe/Paris")));
        answers.put(
                "role",
                List.of(row(
                        "name=postgres",
                        "superuser=true",
                        "can_login=true",
                        "replication=true",
                        "bypass_rls=true",
                        "create_db=true",
                        "create_role=true",
                        "may_subscribe=true",
                        "sees_sessions=true",
                        "ends_sessions=true")));
        answers.put("source roles", List.of(role("postgres", true), role("reporting", false), role("shop", true)));
        answers.put("target roles", List.of(role("postgres", true)));
        answers.put("source role-passwords", List.of(row("name=shop", "stored=SCRAM-SHA-256$4096:example")));
        answers.put(
                "source memberships",
                List.of(row("role=reporting", "member=shop", "admin=false", "inherit", "set_role")));
        answers.put("database-rights", List.of(row("owner=shop", "owns=true", "may_create=true", "may_connect=true")));
        answers.put(
                "settings",
                List.of(
                        row("name=max_slot_wal_keep_size", "setting=-1"),
                        row("name=max_replication_slots", "setting=20"),
                        row("name=max_wal_senders", "setting=20"),
                        row("name=max_logical_replication_workers", "setting=20"),
                        row("name=max_worker_processes", "setting=30"),
                        row("name=max_active_replication_origins", "setting=20"),
                        row("name=max_sync_workers_per_subscription", "setting=2"),
                        row("name=synchronous_standby_names", "setting="),
                        row("name=shared_preload_libraries", "setting=")));
        answers.put("setting", List.of(row("setting=2", "in_auto_conf")));
        answers.put(
                "capacity", List.of(row("slots=0", "senders=0", "replication_workers=0", "origins=0", "workers=1")));
        answers.put(
                "source tables",
                List.of(table("country", "candidate_index", "country_code_key"), table("orders", "pk", null)));
        answers.put(
                "source table-sizes",
                List.of(size("country", 65_536, 16_384, 249), size("orders", 3_400_000_000L, 620_000_000L, 4_711_000)));
        answers.put("lockable", List.of(row("relations=7")));
        answers.put("lock-room", List.of(row("locks=6400", "per_transaction=64")));
        answers.put("publisher-settings", List.of(row("sender_timeout=60000", "decoding_memory=65536")));
        answers.put("frozen-age", List.of(row("name=orders", "age=180000")));
        answers.put(
                "source tables moved",
                List.of(table("country", "index", "country_code_key"), table("orders", "pk", null)));
        answers.put("large-objects", List.of(row("objects=0")));
        answers.put(
                "contents",
                List.of(row("extensions={plpgsql}", "schemas={public,pgbaton_orders_15_to_18}", "relations=0")));
        answers.put("matviews", List.of(row("schema=public", "name=turnover")));
        answers.put(
                "source sequences",
                List.of(row(
                        "oid=16390",
                        "revision=731",
                        "schema=public",
                        "name=orders_id_seq",
                        "type=bigint",
                        "start=1",
                        "increment=1",
                        "minimum=1",
                        "maximum=9223372036854775807",
                        "cache=1",
                        "cycle=false",
                        "table_schema=public",
                        "table_name=orders",
                        "column_name=id",
                        "kind=identity",
                        "may_read=true",
                        "may_set=true",
                        "called=true",
                        "indexed=true")));
        answers.put(
                "target sequences",
                List.of(row(
                        "oid=16402",
                        "revision=738",
                        "schema=public",
                        "name=orders_id_seq",
                        "type=bigint",
                        "start=1",
                        "increment=1",
                        "minimum=1",
                        "maximum=9223372036854775807",
                        "cache=1",
                        "cycle=false",
                        "table_schema=public",
                        "table_name=orders",
                        "column_name=id",
                        "kind=identity",
                        "may_read=true",
                        "may_set=true",
                        "called=true",
                        "indexed=true")));
        return answers;
    }

    private static List<Row> server(String version, String number, String identifier) {
        return List.of(row(
                "version=" + version,
                "version_num=" + number,
                "system_identifier=" + identifier,
                "in_recovery=false",
                "wal_level=logical",
                "role=postgres",
                "superuser=true",
                "replication=true",
                "bypass_rls=true",
                "create_db=true",
                "create_role=true"));
    }

    private static Row role(String name, boolean login) {
        return row(
                "name=" + name,
                "superuser=false",
                "inherit=true",
                "create_role=false",
                "create_db=false",
                "can_login=" + login,
                "replication=false",
                "bypass_rls=false",
                "connection_limit=-1",
                "valid_until",
                "comment",
                "bootstrap=false");
    }

    private static Row table(String name, String verdict, @Nullable String candidate) {
        return row(
                "schema=public",
                "name=" + name,
                "kind=r",
                "persistence=p",
                "identity=d",
                "partition=false",
                "rls=false",
                "rls_forced=false",
                "of_extension=false",
                "verdict=" + verdict,
                candidate == null ? "candidate" : "candidate=" + candidate,
                "identity_index",
                "estimate=4711");
    }

    private static Row size(String name, long bytes, long indexBytes, long rows) {
        return row(
                "schema=public",
                "name=" + name,
                "kind=r",
                "bytes=" + bytes,
                "index_bytes=" + indexBytes,
                "rows=" + rows);
    }

    private static final SchemaDump DUMP = new SchemaDump(
            List.of(
                    entry(
                            "TABLE",
                            "country",
                            "CREATE TABLE public.country (\n    code text NOT NULL,\n    name text NOT NULL\n);"),
                    entry(
                            "TABLE",
                            "orders",
                            "CREATE TABLE public.orders (\n    id bigint NOT NULL,\n    country text,\n    total numeric\n);"),
                    entry(
                            "SEQUENCE",
                            "orders_id_seq",
                            "ALTER TABLE public.orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.orders_id_seq);"),
                    entry(
                            "MATERIALIZED VIEW",
                            "turnover",
                            "CREATE MATERIALIZED VIEW public.turnover AS\n SELECT country, sum(total) AS total\n   FROM public.orders\n  GROUP BY country\n  WITH NO DATA;")),
            List.of(
                    entry(
                            "CONSTRAINT",
                            "country country_code_key",
                            "ALTER TABLE ONLY public.country\n    ADD CONSTRAINT country_code_key UNIQUE (code);"),
                    entry(
                            "CONSTRAINT",
                            "orders orders_pkey",
                            "ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);"),
                    entry(
                            "INDEX",
                            "orders_country",
                            "CREATE INDEX orders_country ON public.orders USING btree (country);"),
                    entry(
                            "FK CONSTRAINT",
                            "orders orders_country_fkey",
                            "ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT orders_country_fkey FOREIGN KEY (country) REFERENCES public.country(code);"),
                    entry(
                            "TRIGGER",
                            "orders orders_touched",
                            "CREATE TRIGGER orders_touched BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();")));

    private static Entry entry(String type, String name, String sql) {
        return new Entry(type, "public", name, sql);
    }

    /** A row from texts like {@code name=orders}; a name alone is a null, and truth values and numbers are told by their looks. */
    private static Row row(String... columns) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (String column : new ArrayList<>(Arrays.asList(columns))) {
            int equals = column.indexOf('=');
            row.put(
                    equals < 0 ? column : column.substring(0, equals),
                    equals < 0 ? null : value(column.substring(equals + 1)));
        }
        return new Row(row);
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return text.matches("-?[0-9]{1,10}") ? (Object) Long.valueOf(text) : text;
    }
}
