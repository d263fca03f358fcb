package io.pgbaton.plan;

import static io.pgbaton.plan.Plans.LEAST;
import static io.pgbaton.plan.Plans.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanProblemsTest {

    @Test
    void the_least_plan_has_none() {
        assertThat(problemsOf(LEAST)).isEmpty();
    }

    @Test
    void an_unknown_key_is_reported_on_its_line_with_the_key_that_was_meant() {
        assertThat(problemsOf(LEAST.replace("  host: old-db\n", "  host: old-db\n  prot: 5433\n")))
                .containsExactly("x.yaml:4: source.prot: unknown key; did you mean port?");
        assertThat(problemsOf(LEAST + "catchup:\n  maxLag: 1MiB\n"))
                .containsExactly("x.yaml:11: catchup: unknown key; did you mean catchUp?");
        assertThat(problemsOf(LEAST + "catchUp:\n\n  max_lag: 1MiB\n"))
                .containsExactly("x.yaml:13: catchUp.max_lag: unknown key; did you mean maxLag?");
    }

    @Test
    void an_unknown_key_that_resembles_nothing_is_answered_with_the_keys_there_are() {
        assertThat(problemsOf(LEAST + "reverse:\n  colour: red\n"))
                .containsExactly("x.yaml:12: reverse.colour: unknown key; known here: enabled, maxRetained");
    }

    @Test
    void a_key_of_another_kind_of_traffic_is_unknown() {
        assertThat(problemsOf(LEAST + "  configFile: /etc/pgbouncer.ini\n"))
                .containsExactly("x.yaml:11: traffic.configFile: unknown key; known here: kind");
    }

    @Test
    void a_doubled_key_is_reported_where_it_stands_the_second_time() {
        assertThat(problemsOf(LEAST.replace("target:", "  host: other\ntarget:")))
                .containsExactly("x.yaml:5: source.host: doubled key; it stands on line 3 already");
        assertThat(problemsOf(LEAST + "name: again\n"))
                .containsExactly("x.yaml:11: name: doubled key; it stands on line 1 already");
    }

    @ParameterizedTest(name = "{0} is refused")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "copy: { workers: many }           | copy.workers: a whole number is expected, not 'many'",
                "copy: { workers: 4.5 }            | copy.workers: a whole number is expected, not '4.5'",
                "copy: { workers: '4' }            | copy.workers: a whole number is expected, not '4'; remove the quotes",
                "copy: { workers: 99999999999 }    | copy.workers: the number 99999999999 is too large",
                "copy: { workers: [4] }            | copy.workers: one value is expected, not a list",
                "copy: { workers: { a: 1 } }       | copy.workers: one value is expected, not a section",
                "copy: { workers: }                | copy.workers: has no value; give it one, or remove the line",
                "copy: { workers: 0 }              | copy.workers: must be greater than or equal to 1, not '0'",
                "copy: { workers: 65 }             | copy.workers: must be less than or equal to 64, not '65'",
                "copy: { deferIndexes: yes }       | copy.deferIndexes: true or false is expected, not 'yes'",
                "copy: { timeout: 30 }             | copy.timeout: the duration 30 needs a unit; write for example 30s or 30min",
                "copy: { timeout: 30m }            | copy.timeout: 'm' is no unit of time; use one of ms, s, min, h, d",
                "copy: { timeout: soon }           | copy.timeout: 'soon' is no duration; write for example 200ms, 10s, 5min, 2h or 1d",
                "copy: { timeout: 99999999999d }   | copy.timeout: must be between 1s and 365d, not '99999999999d'",
                "copy: { timeout: 999999999999999d } | copy.timeout: the duration 999999999999999d is too long",
                "copy: 4                           | copy: keys are expected here, not a value",
                "copy: [workers]                   | copy: keys are expected here, not a list",
                "catchUp: { maxLag: 10MB }         | catchUp.maxLag: 'MB' is no unit of size; use one of B, kB, KiB, MiB, GiB, TiB",
                "catchUp: { maxLag: 10 }           | catchUp.maxLag: the size 10 needs a unit; write for example 10MiB",
                "catchUp: { maxLag: 0B }           | catchUp.maxLag: must be between 1B and 1TiB, not '0B'",
                "catchUp: { maxLag: 99999999999TiB } | catchUp.maxLag: the size 99999999999TiB is too large",
                "sequences: { margin: -1 }         | sequences.margin: '-1' is no margin; write a whole number of increments, at least 0, or auto",
                "switchover: { freezeBudget: 99ms }  | switchover.freezeBudget: must be between 100ms and 10min, not '99ms'",
                "switchover: { freezeBudget: 11min } | switchover.freezeBudget: must be between 100ms and 10min, not '11min'",
                "approval: require | approval: 'require' is not one of none, operator, required; did you mean required?",
                "publication: all                  | publication: 'all' is not one of allTables, listed",
                "tables: [{table: log, by: full}]  | tables[0].table: must be the name of a table with its schema, such as public.log, not 'log'",
                "tables: [{table: a.b, by: index}] | tables[0]: by: index needs the name of the index; add index",
                "tables: [{table: a.b, by: full, index: c}] | tables[0]: only by: index takes an index; remove it, or write by: index",
                "tables: [{table: a.b, by: pause}] | tables: by: pause needs publication: listed; allTables publishes 'a.b' as well",
                "tables: [{table: a.b, by: full}, {table: a.b, by: full}] | tables: 'a.b' is named twice",
                "extensionTables: copy             | extensionTables: copy needs publication: listed; allTables publishes the tables of extensions as well",
                "roles: [copy]                     | roles: one value is expected, not a list",
                "roles:                            | roles: has no value; give it one, or remove the line",
                "acknowledge: PF-R18               | acknowledge: a list is expected; begin each item with a hyphen",
                "acknowledge: [PF-R18]             | acknowledge[0]: keys are expected here, not a value",
                "acknowledge: [{finding: unlogged, because: x}] | acknowledge[0].finding: must be the id of a finding as the check prints it, such as PF-R18, not 'unlogged'",
                "acknowledge: [{finding: PF-R18, because: ' '}] | acknowledge[0].because: must not be blank, not ' '",
                "acknowledge: [{finding: PF-R18}]  | acknowledge[0].because: required key is missing (for example because: the cache fills itself)",
                "acknowledge: [{finding: D-34, because: x}, {finding: D-34, because: y}] | acknowledge: 'D-34' is named twice",
            })
    void a_bad_value(String line, String problem) {
        assertThat(problemsOf(LEAST + "\n# a comment\n" + line + "\n")).containsExactly("x.yaml:13: " + problem);
    }

    @ParameterizedTest(name = "{0} is refused")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: Orders         | 1 | name: must be 1 to 40 small letters, digits and hyphens, beginning with a letter, not 'Orders'",
                "name: true           | 1 | name: a text is expected, not true; put it in quotes if it is meant as a text",
                "  host: a,b          | 3 | source.host: must be one host name or address (an IPv6 address without brackets), not 'a,b'",
                "  host: pg://u:pw@h  | 3 | source.host: must be one host name or address (an IPv6 address without brackets)",
                "  user: ' '          | 4 | source.user: must not be blank, not ' '",
                "databases: []        | 8 | databases: names no database; write all, or the names of those that move",
                "databases: { a: 1 }  | 8 | databases: one value is expected, not a section",
                "databases: ['']      | 8 | databases: must not contain a blank name, not ''",
                "databases:           | 8 | databases: has no value; give it one, or remove the line",
                "  kind: nginx        | 10 | traffic.kind: 'nginx' is not one of pgbouncer, fence, file, command, haproxy, manual",
                "  kind: fense        | 10 | traffic.kind: 'fense' is not one of pgbouncer, fence, file, command, haproxy, manual; did you mean fence?",
                "  kind: [fence]      | 10 | traffic.kind: '' is not one of pgbouncer, fence, file, command, haproxy, manual",
            })
    void a_bad_value_of_a_required_key(String text, int line, String problem) {
        String[] lines = LEAST.split("\n");
        lines[line - 1] = line >= 2 && line <= 10 && line != 8 ? "  " + text : text;
        assertThat(problemsOf(String.join("\n", lines))).containsExactly("x.yaml:" + line + ": " + problem);
    }

    @Test
    void a_secret_written_into_the_plan_is_refused_and_not_repeated() {
        for (String literal : new String[] {"hunter2", "12345", "${hunter2}", "${env:hunter-2}", "$env:hunter2"}) {
            assertThat(problemsOf(LEAST.replace("  host: new-db\n", "  host: new-db\n  password: " + literal + "\n")))
                    .containsExactly("x.yaml:7: target.password: a secret is never written into a plan;"
                            + " write ${env:NAME} for an environment variable or ${file:PATH} for a file");
        }
    }

    @Test
    void broken_yaml_around_a_secret_does_not_repeat_it() {
        assertThat(problemsOf("name: a\npassword: \"hunter2\nsource: b\n"))
                .singleElement()
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    void a_missing_key_is_reported_on_the_line_of_its_section() {
        assertThat(problemsOf("\nname: a\nsource:\n  host: h\ndatabases: all\ntraffic:\n\n  console:\n    host: b\n"))
                .containsExactly(
                        "x.yaml:2: target: required key is missing (The new server: an empty cluster of a later major version)",
                        "x.yaml:3: source.user: required key is missing (for example user: postgres)",
                        "x.yaml:6: traffic.kind: required key is missing; one of pgbouncer, fence, file, command, haproxy, manual");
        assertThat(problemsOf(LEAST.replace("kind: fence", "kind: pgbouncer\n  console:\n    host: b")))
                .containsExactly(
                        "x.yaml:9: traffic.configFile: required key is missing (for example configFile: /etc/pgbouncer/pgbouncer.ini)",
                        "x.yaml:9: traffic.databases: required key is missing (for example databases: [orders])",
                        "x.yaml:11: traffic.console.user: required key is missing (for example user: pgbouncer)");
    }

    @Test
    void a_required_section_without_keys_misses_them() {
        assertThat(problemsOf(LEAST.replace("  host: new-db\n  user: postgres\ndata", "data")))
                .containsExactly(
                        "x.yaml:5: target.host: required key is missing (for example host: old-db.example.internal)",
                        "x.yaml:5: target.user: required key is missing (for example user: postgres)");
    }

    @Test
    void broken_yaml_is_reported_on_its_line() {
        assertThat(problemsOf("name: a\nsource:\n\thost: h\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:3: broken YAML: ")
                .contains("TAB");
        assertThat(problemsOf("name: a\nsource: [a, b\ntarget: c\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:3: broken YAML: ");
        assertThat(problemsOf("name: a\n  source: b\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:2: broken YAML: ");
    }

    @Test
    void what_yaml_allows_but_a_plan_does_not_need_is_refused_with_its_line() {
        assertThat(problemsOf(LEAST + "copy: { workers: 0x10 }\n"))
                .containsExactly("x.yaml:11: copy.workers: a whole number is expected, not '0x10'");
        assertThat(problemsOf(LEAST + "? [a, b]\n: c\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:11: broken YAML: ");
        assertThat(problemsOf(LEAST + "copy: \u0001\n"))
                .containsExactly("x.yaml:11: broken YAML: there is a control character; remove it");
        assertThat(problemsOf(LEAST + "copy: " + "[".repeat(5000) + "\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:11: broken YAML: ");
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_do_no_harm() {
        assertThat(problemsOf("\uFEFF" + LEAST.replace("\n", "\r\n"))).isEmpty();
        assertThat(problemsOf("\uFEFF" + LEAST.replace("\n", "\r\n") + "prot: 1\r\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:11: prot: unknown key");
    }

    @Test
    void an_empty_file_says_how_to_begin() {
        for (String empty : new String[] {"", "\n\n", "# nothing\n"}) {
            assertThat(problemsOf(empty))
                    .containsExactly("x.yaml:1: there is no plan in it; 'pgbaton plan new' writes one to begin with");
        }
    }

    @Test
    void what_is_no_mapping_is_no_plan() {
        assertThat(problemsOf("- a\n")).containsExactly("x.yaml:1: keys are expected here, not a list");
        assertThat(problemsOf("a\n")).containsExactly("x.yaml:1: keys are expected here, not a value");
    }

    @Test
    void a_second_document_is_refused() {
        assertThat(problemsOf(LEAST + "---\nname: b\n"))
                .containsExactly("x.yaml:12: a second document begins here; a file holds one plan");
    }

    @Test
    void an_alias_is_refused_rather_than_read_as_its_name() {
        assertThat(problemsOf(LEAST.replace("user: postgres\ntarget", "user: &u postgres\ntarget")
                        .replace("user: postgres\ndata", "user: *u\ndata")))
                .contains("x.yaml:7: target.user: YAML aliases are not supported; write the value out");
    }

    @Test
    void source_and_target_must_be_two_servers() {
        assertThat(problemsOf(LEAST.replace("new-db", "OLD-DB")))
                .containsExactly(
                        "x.yaml:5: target: source and target are both OLD-DB:5432; they must be two different servers");
        assertThat(problemsOf(LEAST.replace("host: new-db", "host: old-db\n  port: 5433")))
                .isEmpty();
    }

    @Test
    void a_password_and_a_passfile_exclude_each_other() {
        assertThat(problemsOf(
                        LEAST.replace("target:", "  replication:\n    password: ${env:A}\n    passfile: /p\ntarget:")))
                .containsExactly("x.yaml:7: source.replication: there is a password and a passfile; keep one of them");
    }

    @Test
    void each_entry_of_a_list_of_traffic_is_read_on_its_own_lines() {
        String list = LEAST.replace("  kind: fence\n", "");

        assertThat(problemsOf(list + "  - kind: fence\n    socket: /x\n  - kind: command\n  - fence\n"))
                .containsExactly(
                        "x.yaml:11: traffic[0].socket: unknown key; known here: kind",
                        "x.yaml:12: traffic[1].point: required key is missing (for example point: [/usr/local/bin/move-clients])",
                        "x.yaml:13: traffic[2]: keys are expected here, not a value");
        assertThat(problemsOf(LEAST.replace("traffic:\n  kind: fence", "traffic: []")))
                .containsExactly("x.yaml:9: traffic: the list is empty; name at least one");
    }

    @Test
    void values_for_a_connection_file_go_together_and_hold_no_password() {
        String file = LEAST.replace("kind: fence\n", "kind: file\n  file: a.env\n  key: A\n");

        assertThat(problemsOf(file + "  source: host=a\n"))
                .containsExactly("x.yaml:13: traffic: source and target go together; give both, or neither");
        assertThat(problemsOf(file + "  source: postgres://u:secret@a/x\n  target: host=b\n"))
                .anySatisfy(problem -> assertThat(problem).contains("must not hold a password"))
                .noneSatisfy(problem -> assertThat(problem).contains("secret"));
    }

    @Test
    void a_program_is_a_word_or_a_list_of_words_which_may_repeat() {
        String command = LEAST.replace("kind: fence\n", "kind: command\n");
        CommandTraffic traffic =
                (CommandTraffic) PlanFile.parse(command + "  point: [/bin/a, -x, 1, -x]\n  status: /bin/b\n", "x.yaml")
                        .plan()
                        .traffic()
                        .get(0);

        assertThat(traffic.point().words()).containsExactly("/bin/a", "-x", "1", "-x");
        assertThat(traffic.status()).isEqualTo(new Program(List.of("/bin/b")));
        assertThat(problemsOf(command + "  point: []\n"))
                .singleElement()
                .asString()
                .contains("a program and its arguments");
    }

    @Test
    void traffic_through_pgbouncer_wants_a_file_and_entries() {
        assertThat(problemsOf(LEAST.replace("kind: fence", """
                        kind: pgbouncer
                          console: { host: b, user: u }
                          configFile: " "
                          databases: []
                          source: { host: h }""")))
                .containsExactly(
                        "x.yaml:12: traffic.configFile: must not be blank, not ' '",
                        "x.yaml:13: traffic.databases: must not be empty",
                        "x.yaml:14: traffic.source.port: required key is missing (for example port: 5432)");
    }

    @Test
    void a_bad_item_of_a_list_is_reported_on_its_own_line() {
        assertThat(problemsOf(
                        LEAST + "acknowledge:\n  - {finding: D-34, because: x}\n  - {finding: bad, because: x}\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:13: acknowledge[1].finding: must be the id of a finding");
    }

    @Test
    void all_problems_are_told_at_once_in_the_order_of_their_lines() {
        String text = """
                name: Orders
                source:
                  hsot: old-db
                  port: 70000
                  user: postgres
                target:
                  host: new-db
                  password: hunter2
                databases: all
                databases: [a]
                copy:
                  workers: lots
                traffic:
                  kind: fence
                """;

        assertThat(problemsOf(text))
                .extracting(problem -> problem.replaceFirst("^(\\S+: \\S+):.*", "$1"))
                .containsExactly(
                        "x.yaml:1: name",
                        "x.yaml:2: source.host",
                        "x.yaml:3: source.hsot",
                        "x.yaml:4: source.port",
                        "x.yaml:6: target.user",
                        "x.yaml:8: target.password",
                        "x.yaml:10: databases",
                        "x.yaml:12: copy.workers");
    }

    @Test
    void a_hook_is_told_its_mistakes_with_their_lines() {
        String text = Plans.LEAST + """
                hooks:
                  - on: beside pause-traffic
                    run: [a]
                  - on: before pause-traffic
                  - on: before pause-traffic
                    run: [a]
                    webhook: http://localhost/
                  - on: before pause-traffic
                    run: []
                  - {on: after *, webhook: 'http://user:secret@localhost/'}
                  - {on: after *, run: [a, a], token: '${env:TOKEN}'}
                  - {on: after *, run: [a], onFailure: shrug}
                """;

        assertThat(problemsOf(text))
                .containsExactly(
                        "x.yaml:12: hooks[0].on: must be before or after, and a phase, a step of the switch, or *, not"
                                + " 'beside pause-traffic'",
                        "x.yaml:14: hooks[1]: a hook has either run or webhook",
                        "x.yaml:17: hooks[2]: a hook has either run or webhook, not both",
                        "x.yaml:19: hooks[3].run: a program and its arguments are expected, such as"
                                + " [systemctl, reload, orders]",
                        "x.yaml:20: hooks[4].webhook: must be an http or https address without a user or a password in it",
                        "x.yaml:21: hooks[5]: only a webhook has a token; a program gets no secret",
                        "x.yaml:22: hooks[6].onFailure: 'shrug' is not one of veto, warn");
        assertThat(problemsOf(Plans.LEAST + "hooks: none\n"))
                .containsExactly("x.yaml:11: hooks: a list is expected; begin each item with a hyphen");
    }

    @Test
    void a_live_probe_waits_longer_than_the_pause_may_take() {
        assertThat(problemsOf(Plans.LEAST + """
                switchover:
                  freezeBudget: 30s
                  probe:
                    user: app
                    answerWithin: 30s
                """))
                .containsExactly(
                        "x.yaml:13: switchover: answerWithin is 30s and the pause may take 30s (freezeBudget); let the"
                                + " probe wait longer than that");
        assertThat(problemsOf(Plans.LEAST + "switchover:\n  probe:\n"))
                .singleElement()
                .asString()
                .startsWith("x.yaml:12: switchover.probe.user: required key is missing");
    }
}
