package io.pgbaton.cli.text;

import io.pgbaton.engine.AtSwitch;
import io.pgbaton.engine.Status;
import io.pgbaton.engine.WayBack;
import io.pgbaton.postgres.Drift;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where upgrades stand, for people. */
public final class StatusText {
    private final DateTimeFormatter time;

    /** @param zone in which times are shown */
    public StatusText(ZoneId zone) {
        this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT)
                .withZone(zone);
    }

    /** One upgrade with its figures. */
    public String of(Status status) {
        StringBuilder text = new StringBuilder();
        line(text, "name", status.name());
        line(text, "phase", stage(status));
        line(text, "step", status.step());
        line(text, "plan", status.planPath());
        line(text, "worked on by", status.owner());
        line(text, "last change", time.format(status.updatedAt()));
        if (status.switchover() != null) {
            Status.Switch last = status.switchover();
            line(
                    text,
                    "last switch",
                    direction(last) + ", clients held back " + Amount.millis(last.pauseMillis()) + ", "
                            + time.format(last.at()));
        }
        if (status.switchover() != null && status.switchover().compared() != null) {
            AtSwitch compared = status.switchover().compared();
            line(text, "compared then", compared.state() + ": " + compared.text());
        }
        if (status.pauseRequested()) {
            line(text, "pause", "requested");
        }
        approval(text, status.approval());
        line(text, "asks you to", status.question());
        line(text, "last error", status.lastError());
        line(text, "possible now", status.allowed().isEmpty() ? "nothing" : String.join(", ", status.allowed()));
        databases(text, status.databases());
        drift(text, status.databases());
        status.around().forEach(who -> line(text, "not pooled", who));
        if (status.wayBack() != null) {
            wayBack(text, status.wayBack());
        }
        return text.toString();
    }

    private void approval(StringBuilder text, Status.@Nullable Approval approval) {
        if (approval == null) {
            return;
        }
        if (approval.waits()) {
            line(text, "waits for", "an approval of " + approval.digest());
            approval.differences().forEach(one -> line(text, "", one));
        } else {
            line(
                    text,
                    "approved by",
                    approval.by() + ", " + (approval.at() == null ? "" : time.format(approval.at())) + ", "
                            + approval.digest());
        }
    }

    /** A line for each upgrade. */
    public String of(List<Status> all) {
        if (all.isEmpty()) {
            return "no upgrades yet; 'pgbaton plan new' writes a plan, 'pgbaton run PLAN' begins one\n";
        }
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%-30s %-28s %s%n", "NAME", "PHASE", "LAST CHANGE"));
        for (Status status : all) {
            text.append(String.format(
                    Locale.ROOT, "%-30s %-28s %s%n", status.name(), stage(status), time.format(status.updatedAt())));
        }
        return text.toString();
    }

    /** The phase, and for an interruption the phase that it interrupted. */
    public static String stage(Status status) {
        return status.phase() + (status.resumesTo() == null ? "" : " in " + status.resumesTo());
    }

    private static String direction(Status.Switch last) {
        return last.direction().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(String.format(
                    Locale.ROOT, "%-13s %s%n", name, value.strip().replace("\n", "\n" + " ".repeat(14))));
        }
    }

    private static void databases(StringBuilder text, List<Status.Database> databases) {
        if (databases.isEmpty()) {
            return;
        }
        text.append(String.format(Locale.ROOT, "%n%-24s %-12s %-22s %s%n", "DATABASE", "TABLES", "COPIED", "LAG"));
        for (Status.Database database : databases) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %-12s %-22s %s%n",
                    database.name(),
                    shown(database.tablesReady()) + "/" + shown(database.tables()),
                    size(database.bytesCopied()) + " of " + size(database.bytesTotal()),
                    size(database.lagBytes())));
        }
        databases.forEach(database -> comingInSync(text, database));
    }

    private static void comingInSync(StringBuilder text, Status.Database database) {
        Status.Indexes indexes = database.indexes();
        boolean copied = database.tables() != null && database.tables().equals(database.tablesReady());
        if (copied && indexes != null) {
            line(
                    text,
                    "indexes",
                    database.name() + ": " + size(indexes.bytes()) + " of " + size(indexes.bytesTotal()) + " built");
            indexes.building().forEach(one -> line(text, "  building", one));
        }
        Long failures = database.copyFailures();
        if (!copied && failures != null && failures > 0) {
            line(text, "look at", database.name() + ": " + Amount.failures(failures) + "; the target's log says why");
        }
    }

    private static void drift(StringBuilder text, List<Status.Database> databases) {
        for (Status.Database database : databases) {
            List<Drift> drift = database.drift();
            if (drift != null && !drift.isEmpty()) {
                text.append(String.format(Locale.ROOT, "%n%s%n", "NOT ALIKE in " + database.name()));
                for (Drift one : drift) {
                    line(text, "  differs", one.toString());
                    line(text, "  to do", one.remedy());
                }
            }
        }
    }

    private static void wayBack(StringBuilder text, WayBack back) {
        text.append(String.format(
                Locale.ROOT, "%n%-24s %-12s %-12s %-12s %s%n", "WAY BACK", "LAG", "BEHIND", "WORKER", "LOG KEPT"));
        for (WayBack.Following database : back.databases()) {
            Double seconds = database.lagSeconds();
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %-12s %-12s %-12s %s%n",
                    database.database(),
                    size(database.lagBytes()),
                    seconds == null ? "-" : Amount.millis(seconds * 1000),
                    database.worker() == null ? "none" : database.worker().toString(),
                    size(database.retainedBytes())
                            + (database.limitBytes() == null ? "" : " of " + size(database.limitBytes()))));
        }
        String loss = back.lost().isEmpty() ? "yes, without losing a row" : "yes, but not without a loss";
        line(text, "back possible", back.possible() ? loss : "no");
        back.obstacles().forEach(obstacle -> line(text, "  because", obstacle));
        back.lost().forEach(lost -> line(text, "  would lose", lost));
        back.carried()
                .forEach(carried ->
                        line(text, "  by a switch", carried + "; without one, what was written since is lost"));
        back.warnings().forEach(warning -> line(text, "  look at", warning));
        back.strays().forEach(stray -> line(text, "  stray write", stray));
    }

    private static String shown(@Nullable Long figure) {
        return figure == null ? "?" : figure.toString();
    }

    private static String size(@Nullable Long bytes) {
        return bytes == null ? "?" : Amount.bytes(bytes);
    }
}
