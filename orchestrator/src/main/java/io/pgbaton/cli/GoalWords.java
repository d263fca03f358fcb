package io.pgbaton.cli;

import io.pgbaton.engine.Goal;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The goals of a run by their words. */
final class GoalWords implements ITypeConverter<Goal>, Iterable<String> {
    private static final List<Goal> GOALS = List.of(Goal.IN_SYNC, Goal.SWITCHED_OVER, Goal.FINISHED, Goal.SETTLED);

    @Override
    public Goal convert(String word) {
        return GOALS.stream()
                .filter(goal -> goal.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException("'" + word + "' is not one of " + String.join(", ", words())));
    }

    private static List<String> words() {
        return GOALS.stream().map(Goal::word).toList();
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }
}
