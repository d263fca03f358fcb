package io.pgbaton.upgrade;

/** Where an upgrade stands. */
public enum Phase {
    /** The plan is known; nothing was looked at. */
    PLANNED(false),
    /** Every check passed; nothing was changed. */
    CHECKED(false),
    /** Schema and rows are being copied, changes are being followed. */
    REPLICATING(true),
    /** The target follows the source closely; traffic is on the source. */
    IN_SYNC(false),
    /** The traffic is being moved to the target; everything can still be undone by itself. */
    SWITCHING_OVER(true),
    /** Past the point of no return: the target is being opened for clients, forward is the only way. */
    HANDING_OVER(true),
    /** Traffic is on the target; the source follows it, fenced for everybody else. */
    SWITCHED_OVER(false),
    /** The traffic is being moved back to the source; everything can still be undone by itself. */
    SWITCHING_BACK(true),
    /** Past the point of no return of the way back: the source is being opened for clients. */
    HANDING_BACK(true),
    /** Traffic is on the source again; the target follows it. */
    SWITCHED_BACK(false),
    /** The scaffolding is being taken down. */
    FINISHING(true),
    /** Done: traffic is on the target, the scaffolding is gone, the source stays fenced. */
    FINISHED(false),
    /** Everything is being undone. */
    ABANDONING(true),
    /** Everything was undone: both servers are as they were. A run begins anew. */
    ABANDONED(false),
    /** Somebody asked for a pause; resume goes on where it stood. */
    PAUSED(false),
    /** A step failed; resume tries it again. */
    STALLED(false);

    private final boolean running;

    Phase(boolean running) {
        this.running = running;
    }

    /** Whether there is work to do in this phase. */
    public boolean running() {
        return running;
    }

    /** Whether clients may be held back while in this phase, so that its steps run against the freeze budget. */
    public boolean switching() {
        return this == SWITCHING_OVER || this == SWITCHING_BACK;
    }

    /** Whether clients are being let through to the other server: forward is the only way. */
    public boolean handing() {
        return this == HANDING_OVER || this == HANDING_BACK;
    }

    /** The phase behind the point of no return of a switch. */
    public Phase handed() {
        return this == SWITCHING_OVER ? HANDING_OVER : HANDING_BACK;
    }

    /** Whether the servers are as they were before, because nothing was changed yet or all of it was undone. */
    public boolean untouched() {
        return this == PLANNED || this == CHECKED || this == ABANDONED;
    }

    /** Whether the upgrade is over. */
    public boolean ended() {
        return this == FINISHED || this == ABANDONED;
    }
}
