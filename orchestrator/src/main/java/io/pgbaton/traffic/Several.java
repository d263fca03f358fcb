package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several who send clients, as one: all pause side by side, and each is asked again when the last one has; all are pointed
 * and resumed in the plan's order. A pause that one of them fails is taken back from all.
 */
final class Several implements Traffic {
    private static final Route.Order PAUSE = new Route.Pause();
    private static final Route.Order RESUME = new Route.Resume();
    private static final Duration TO_TAKE_BACK = Duration.ofSeconds(1);

    private final List<Traffic> all;

    Several(List<Traffic> all) {
        this.all = List.copyOf(all);
    }

    /** What each would do, one after the other. */
    @Override
    public List<String> describe(Route.Order order) {
        return all.stream().flatMap(one -> one.describe(order).stream()).toList();
    }

    /** Those of all; nothing if one of them cannot tell, for its clients come by themselves. */
    @Override
    public Optional<Set<Long>> sessions() {
        Set<Long> pids = new HashSet<>();
        for (Traffic one : all) {
            Optional<Set<Long>> own = one.sessions();
            if (own.isEmpty()) {
                return own;
            }
            pids.addAll(own.get());
        }
        return Optional.of(pids);
    }

    /** Whether the order is in force with every one of them; they are asked side by side. */
    @Override
    public boolean holds(Route.Order order) {
        List<Boolean> answers = new ArrayList<>();
        List<RuntimeException> failures = sideBySide(one -> {
            boolean holds = one.holds(order);
            synchronized (answers) {
                answers.add(holds);
            }
        });
        if (!failures.isEmpty()) {
            throw first(failures);
        }
        return !answers.contains(false);
    }

    /** All at once. */
    @Override
    public void prepare(Route.Order order, Duration deadline) {
        throwAny(sideBySide(one -> one.prepare(order, deadline)));
    }

    @Override
    public void refresh(Duration time, Runnable stillOurs) {
        all.forEach(one -> one.refresh(time, stillOurs));
    }

    @Override
    public void apply(Route.Order order, Duration time, Runnable stillOurs) {
        // asked by several threads, and a journal need not bear that
        Object turn = new Object();
        Runnable asked = () -> {
            synchronized (turn) {
                stillOurs.run();
            }
        };
        order.accept(new Route.Orders<@Nullable Void>() {
            @Override
            public @Nullable Void pause() {
                hold(time, asked);
                return null;
            }

            @Override
            public @Nullable Void resume() {
                throwAny(letGo(Deadline.in(time), asked));
                return null;
            }

            @Override
            public @Nullable Void pointAt(Server server) {
                Deadline deadline = Deadline.in(time);
                all.forEach(one -> one.apply(order, deadline.left(), asked));
                return null;
            }
        });
    }

    private void hold(Duration time, Runnable stillOurs) {
        Deadline deadline = Deadline.in(time);
        Duration fifth = time.dividedBy(5);
        Duration kept = fifth.compareTo(TO_TAKE_BACK) < 0 ? fifth : TO_TAKE_BACK;
        List<RuntimeException> failures = sideBySide(one -> one.apply(PAUSE, time.minus(kept), stillOurs));
        if (failures.isEmpty()) {
            failures = sideBySide(Several::stillHeld);
        }
        if (!failures.isEmpty()) {
            // an interrupt ends the pause, not the taking back
            boolean interrupted = Thread.interrupted();
            failures.addAll(letGo(deadline, stillOurs));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw first(failures);
        }
    }

    private static void stillHeld(Traffic one) {
        if (!one.holds(PAUSE)) {
            throw new TrafficException("clients were held back and came through again before all were held ("
                    + String.join("; ", one.describe(PAUSE))
                    + "); see that nobody else resumes them, then try again");
        }
    }

    /** Each gets its turn, whatever the ones before it do, and its share of the time. */
    private List<RuntimeException> letGo(Deadline deadline, Runnable stillOurs) {
        List<RuntimeException> failures = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            try {
                all.get(i).apply(RESUME, deadline.left().dividedBy(all.size() - i), stillOurs);
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        return failures;
    }

    private List<RuntimeException> sideBySide(Consumer<Traffic> what) {
        ExecutorService executor = Executors.newFixedThreadPool(all.size());
        List<RuntimeException> failures = new ArrayList<>();
        try {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(one -> running.add(executor.submit(() -> what.accept(one))));
            boolean interrupted = false;
            for (Future<?> one : running) {
                interrupted |= await(one, executor, failures);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } finally {
            executor.shutdown();
        }
        return failures;
    }

    /** Waits for one to end, and passes an interrupt on to all; whether there was one. */
    private static boolean await(Future<?> one, ExecutorService executor, List<RuntimeException> failures) {
        boolean interrupted = false;
        while (true) {
            try {
                one.get();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
                executor.shutdownNow();
            } catch (ExecutionException e) {
                failures.add(
                        e.getCause() instanceof RuntimeException cause
                                ? cause
                                : new IllegalStateException(e.getCause()));
                return interrupted;
            }
        }
    }

    private static void throwAny(List<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            throw first(failures);
        }
    }

    /** The first as it is, since its type says who is at fault; of refusals, all texts. */
    private static RuntimeException first(List<RuntimeException> failures) {
        RuntimeException first = failures.get(0);
        if (failures.size() == 1 || !(first instanceof TrafficException)) {
            failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
            return first;
        }
        return new TrafficException(
                failures.stream().map(Throwable::getMessage).distinct().collect(Collectors.joining("; also: ")), first);
    }

    /** What each found, one after the other. */
    @Override
    public List<Finding> check() {
        return all.stream().flatMap(one -> one.check().stream()).toList();
    }

    /** Where all of them send clients; null if they differ, or if one cannot tell. */
    @Override
    public @Nullable Server pointsAt() {
        Set<String> words = all.stream()
                .map(Traffic::pointsAt)
                .map(server -> server == null ? "" : server.name())
                .collect(Collectors.toSet());
        String word = words.iterator().next();
        return words.size() > 1 || word.isEmpty() ? null : Server.valueOf(word);
    }

    @Override
    public void close() {
        all.forEach(Traffic::close);
    }
}
