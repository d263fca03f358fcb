package io.pgbaton.step;

/** One step of an upgrade. It never touches a server: it looks at the facts and returns its work as data. */
public interface Step {
    /** Verb and noun in kebab case, for example {@code create-publication}. */
    String name();

    /** The work that is to be done, seen from the facts as they are now. Called anew just before the work is performed. */
    Work work(Facts facts);

    /**
     * Whether its work depends on what only a frozen server can tell, so that within a pause it is asked for once more when
     * its turn comes. Such work leaves nothing to take back.
     */
    default boolean looksAnew() {
        return false;
    }

    /**
     * Whether its statements carry figures that change by themselves, such as where sequences stand: an approval then covers
     * how they are made, not what they say.
     */
    default boolean carriesFigures() {
        return looksAnew();
    }

    /** How many bytes on the source its work was about, where its time tells a rate; 0 where it does not. */
    default long bytes(Facts facts) {
        return 0;
    }
}
