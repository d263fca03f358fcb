package io.pgbaton.plan;

/**
 * No proxy: clients list both servers in their connection string and ask for the one that accepts writes ({@code
 * target_session_attrs=read-write}); the fence on the source moves them.
 */
public record FenceTraffic() implements Traffic {

    @Override
    public boolean holdsClients() {
        return false;
    }
}
