package io.pgbaton.bench;

import io.pgbaton.bench.Ledger.Trouble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Everything measured in a scenario; times in milliseconds.
 *
 * @param others per cent of the processors' time that other programs used before the scenario began
 * @param reachedRate acknowledged transactions a second
 * @param away latencies of the transactions away from every switch
 * @param alone the longest waits around a PAUSE that was followed by RESUME and nothing else; of none without a pooler
 */
record Figures(
        String scenario,
        String source,
        String target,
        String load,
        int others,
        double reachedRate,
        Spread away,
        Spread alone,
        List<Measured> switches,
        Verdict verdict) {

    /** Transactions that were under way within this time of the pause belong to the switch. */
    private static final long AROUND_MICROS = 1_000_000;

    /** At first the clients' own code is slow. */
    private static final long WARM_UP_MICROS = 5_000_000;

    /**
     * One switch.
     *
     * @param stall the longest that a client waited for one transaction
     * @param errors errors of each client, on connections that it had
     */
    record Measured(
            String direction,
            long beganMicros,
            double pause,
            double stall,
            Map<String, Double> parts,
            List<Integer> errors) {}

    /** @param holds when clients were held for nothing, which is what a switch costs at least */
    static Figures of(Flags flags, Ledger ledger, List<Switch> switches, List<Hold> holds, Verdict verdict) {
        var away = new ArrayList<Double>();
        long warm =
                ledger.acks().stream().mapToLong(Ledger.Ack::beganMicros).min().orElse(0) + WARM_UP_MICROS;
        double[] stalls = new double[switches.size()];
        double[] waits = new double[holds.size()];
        for (var ack : ledger.acks()) {
            double took = ack.tookMicros() / 1000.0;
            boolean near = false;
            for (int i = 0; i < stalls.length; i++) {
                if (isNear(switches.get(i), ack.beganMicros(), ack.endedMicros())) {
                    stalls[i] = Math.max(stalls[i], took);
                    near = true;
                }
            }
            for (int i = 0; i < waits.length; i++) {
                if (isNear(holds.get(i), ack)) {
                    waits[i] = Math.max(waits[i], took);
                    near = true;
                }
            }
            if (!near && ack.beganMicros() > warm) {
                away.add(took);
            }
        }
        var measured = IntStream.range(0, stalls.length)
                .mapToObj(i -> measured(switches.get(i), stalls[i], ledger, flags.number("clients")))
                .toList();
        return new Figures(
                flags.text("scenario"),
                flags.text("source"),
                flags.text("target"),
                flags.text("load"),
                flags.number("others"),
                rate(ledger),
                Spread.of(away),
                Spread.of(Arrays.stream(waits).boxed().toList()),
                measured,
                verdict);
    }

    private static boolean isNear(Switch one, long beganMicros, long endedMicros) {
        return beganMicros <= one.endedMicros() + AROUND_MICROS && endedMicros >= one.beganMicros() - AROUND_MICROS;
    }

    private static boolean isNear(Hold hold, Ledger.Ack ack) {
        return ack.beganMicros() <= hold.endedMicros() + AROUND_MICROS
                && ack.endedMicros() >= hold.beganMicros() - AROUND_MICROS;
    }

    private static Measured measured(Switch one, double stall, Ledger ledger, int clients) {
        var errors = new Integer[clients];
        for (int client = 0; client < clients; client++) {
            int number = client;
            errors[client] = (int) ledger.failures().stream()
                    .filter(failure -> failure.trouble() != Trouble.REFUSED && failure.client() == number)
                    .filter(failure -> isNear(one, failure.atMicros(), failure.atMicros()))
                    .count();
        }
        return new Measured(one.direction(), one.beganMicros(), one.pauseMillis(), stall, one.parts(), List.of(errors));
    }

    private static double rate(Ledger ledger) {
        var ends = ledger.acks().stream().mapToLong(Ledger.Ack::endedMicros).summaryStatistics();
        return ends.getCount() < 2 ? 0 : Spread.round(ends.getCount() * 1e6 / (ends.getMax() - ends.getMin()));
    }

    Spread pause() {
        return spread(Measured::pause);
    }

    Spread stall() {
        return spread(Measured::stall);
    }

    /** The stalls of one direction, {@code over} or {@code back}. */
    Spread stall(String direction) {
        return Spread.of(switches.stream()
                .filter(one -> one.direction().equals(direction))
                .map(Measured::stall)
                .toList());
    }

    private Spread spread(ToDoubleFunction<Measured> figure) {
        return Spread.of(switches.stream().map(figure::applyAsDouble).toList());
    }

    /** Every part that any switch had. */
    Map<String, Spread> parts() {
        var names = new LinkedHashSet<String>();
        switches.forEach(one -> names.addAll(one.parts().keySet()));
        var parts = new LinkedHashMap<String, Spread>();
        names.forEach(name -> parts.put(
                name,
                Spread.of(switches.stream()
                        .filter(one -> one.parts().containsKey(name))
                        .map(one -> one.parts().get(name))
                        .toList())));
        return parts;
    }

    long backedOut() {
        return switches.stream()
                .filter(one -> one.direction().equals(Switch.BACKED_OUT))
                .count();
    }

    /** Nothing lost, doubled or failed, the same rows on both servers, and no switch that had to be undone. */
    boolean correct() {
        return verdict.exact() && backedOut() == 0 && oneErrorEach();
    }

    boolean hasPooler() {
        return !scenario.equals("fence");
    }

    /** Without a pooler a client sees an error in each switch, and no other one; with a pooler none at all. */
    boolean oneErrorEach() {
        int expected = hasPooler() ? 0 : 1;
        long others = verdict.errors()
                - (long) expected
                        * switches.stream()
                                .mapToLong(one -> one.errors().size())
                                .sum();
        return others == 0
                && switches.stream().allMatch(one -> one.errors().stream().allMatch(errors -> errors == expected));
    }

    boolean reached(Target goal) {
        return correct() && !switches.isEmpty() && stall().median() <= goal.median() && stall().max() <= goal.worst();
    }
}
