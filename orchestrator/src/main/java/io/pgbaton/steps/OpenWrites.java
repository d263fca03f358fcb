package io.pgbaton.steps;

import io.pgbaton.postgres.Fence;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/** Lets clients write on the server that now has the traffic. The other one stays fenced: there is never a second primary. */
public final class OpenWrites implements Step {
    private final Server server;

    public OpenWrites(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "open-writes";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Open the " + server.word() + " for writes: the point of no return");
        Undo undo = Undo.needless("clients may have written; the way back is a switch back, which loses none of it");
        List<Change> changes = new ArrayList<>();
        for (String database : facts.databases()) {
            Fence fence = Streams.fence(facts, new Place(server, database));
            changes.add(Change.ensures("open " + database, fence.at(), fence.lower(), fence.down(), undo));
        }
        work.move(Together.everywhere("openings", changes));
        return work.build();
    }
}
