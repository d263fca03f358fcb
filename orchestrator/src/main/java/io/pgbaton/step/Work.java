package io.pgbaton.step;

import io.pgbaton.postgres.Probe;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step does, as data, read five ways: described, checked, performed, verified, undone.
 *
 * @param intent one sentence
 * @param findings what the facts say that somebody should know before anything is done
 * @param requires what must be true before
 * @param moves what to do, in order
 * @param proves what must be true after
 * @param tables figures that people should see
 */
public record Work(
        String intent,
        List<Finding> findings,
        List<Probe> requires,
        List<Move> moves,
        List<Probe> proves,
        List<Table> tables) {
    public Work {
        findings = List.copyOf(findings);
        requires = List.copyOf(requires);
        moves = List.copyOf(moves);
        proves = List.copyOf(proves);
        tables = List.copyOf(tables);
    }

    /** Begins to write down work. */
    public static Builder intending(String intent) {
        return new Builder(intent);
    }

    /** Collects the parts of a {@link Work} in reading order. */
    public static final class Builder {
        private final String intent;
        private final List<Finding> findings = new ArrayList<>();
        private final List<Probe> requires = new ArrayList<>();
        private final List<Move> moves = new ArrayList<>();
        private final List<Probe> proves = new ArrayList<>();
        private final List<Table> tables = new ArrayList<>();

        private Builder(String intent) {
            this.intent = intent;
        }

        public Builder finding(Finding finding) {
            findings.add(finding);
            return this;
        }

        public Builder requires(Probe probe) {
            requires.add(probe);
            return this;
        }

        public Builder move(Move move) {
            moves.add(move);
            return this;
        }

        public Builder proves(Probe probe) {
            proves.add(probe);
            return this;
        }

        public Builder table(Table table) {
            tables.add(table);
            return this;
        }

        public Work build() {
            return new Work(intent, findings, requires, moves, proves, tables);
        }
    }
}
