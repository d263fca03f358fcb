package io.pgbaton;

import io.pgbaton.cli.Assembly;
import io.pgbaton.engine.Clock;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.PhaseMachine;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.engine.Workshop;
import io.pgbaton.journal.ControlDatabase;
import io.pgbaton.journal.JdbcJournal;
import io.pgbaton.machine.SpringPhaseMachine;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The one place where adapters meet ports. */
@Configuration(proxyBeanMethods = false)
class Wiring {
    /** Whoever is told about upgrades. */
    interface Listener extends Consumer<UpgradeEvent> {}

    @Bean
    @Lazy
    DataSource controlDatabase(Assembly.Settings settings) {
        return ControlDatabase.open(settings.control());
    }

    @Bean
    @Lazy
    Journal journal(DataSource controlDatabase) {
        return new JdbcJournal(controlDatabase);
    }

    @Bean
    @Lazy
    PhaseMachine phaseMachine() {
        return new SpringPhaseMachine();
    }

    @Bean
    Clock clock() {
        return Clock.system();
    }

    @Bean
    Workshop workshop(Assembly.Settings settings) {
        return new PlannedWorkshop(settings, who(settings), ClientPrograms.ofEnvironment(System.getenv()));
    }

    @Bean
    EventLog eventLog() {
        return new EventLog();
    }

    /** Journal and machine are made at the first question: a check asks neither, and a status not the machine. */
    @Bean
    Upgrades upgrades(
            @Lazy Journal journal,
            @Lazy PhaseMachine machine,
            Workshop workshop,
            Assembly.Settings settings,
            Clock clock,
            List<Listener> listeners) {
        return new Upgrades(
                journal,
                machine,
                workshop,
                clock,
                who(settings),
                event -> listeners.forEach(listener -> listener.accept(event)));
    }

    /** Host and process, for the history and for whoever finds an upgrade locked. */
    private static String who(Assembly.Settings settings) {
        return host() + ":" + ProcessHandle.current().pid() + settings.title();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
