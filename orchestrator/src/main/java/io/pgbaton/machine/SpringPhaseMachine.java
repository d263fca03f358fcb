package io.pgbaton.machine;

import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.PhaseMachine;
import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import io.pgbaton.upgrade.Transition;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.statemachine.StateMachine;
import org.springframework.statemachine.config.StateMachineBuilder;
import org.springframework.statemachine.listener.StateMachineListenerAdapter;
import org.springframework.statemachine.support.DefaultStateMachineContext;
import reactor.core.publisher.Mono;

/**
 * Spring Statemachine as the law of the lifecycle, built line by line from {@link Lifecycle#TABLE}. It has no actions and
 * no guards, because the library swallows what they throw, and it remembers nothing: every question puts it at the stage
 * that is asked about. Safe for several threads, one at a time.
 */
public final class SpringPhaseMachine implements PhaseMachine {
    /** Nothing in the machine waits for anything; this only keeps a fault of the library from hanging an upgrade. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<Stage> STAGES = Lifecycle.TABLE.stream()
            .flatMap(line -> Stream.of(line.from(), line.to()))
            .collect(Collectors.toUnmodifiableSet());

    private final StateMachine<Stage, Signal> machine = build();
    private final Taken taken = new Taken();

    public SpringPhaseMachine() {
        machine.addStateListener(taken);
    }

    @Override
    public synchronized Stage after(Stage from, Signal signal) {
        if (!STAGES.contains(from)) {
            throw new NotAllowedException(from, signal);
        }
        standAt(from);
        taken.to = null;
        machine.sendEvent(Mono.just(MessageBuilder.withPayload(signal).build())).blockLast(PATIENCE);
        Stage now = machine.getState().getId();
        // The library reports ACCEPTED for several failures, and a stage may lead to itself: only a transition that
        // ended where the machine stands now counts.
        if (!now.equals(taken.to)) {
            throw new NotAllowedException(from, signal);
        }
        return now;
    }

    private void standAt(Stage stage) {
        machine.stopReactively().block(PATIENCE);
        var place = new DefaultStateMachineContext<Stage, Signal>(stage, null, null, null);
        machine.getStateMachineAccessor()
                .doWithAllRegions(
                        region -> region.resetStateMachineReactively(place).block(PATIENCE));
        machine.startReactively().block(PATIENCE);
    }

    private static StateMachine<Stage, Signal> build() {
        try {
            StateMachineBuilder.Builder<Stage, Signal> builder = StateMachineBuilder.builder();
            builder.configureStates()
                    .withStates()
                    .initial(Stage.at(Phase.PLANNED))
                    .states(STAGES);
            for (Transition line : Lifecycle.TABLE) {
                builder.configureTransitions()
                        .withExternal()
                        .source(line.from())
                        .event(line.signal())
                        .target(line.to());
            }
            return builder.build();
        } catch (Exception e) {
            throw new IllegalStateException("the lifecycle table makes no state machine", e);
        }
    }

    /** Where the last transition led. */
    private static final class Taken extends StateMachineListenerAdapter<Stage, Signal> {
        private @Nullable Stage to;

        @Override
        public void transitionEnded(org.springframework.statemachine.transition.Transition<Stage, Signal> transition) {
            to = transition.getTarget().getId();
        }
    }
}
