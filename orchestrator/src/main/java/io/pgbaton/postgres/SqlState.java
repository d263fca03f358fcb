package io.pgbaton.postgres;

/** The SQLSTATEs that the product knows by name. */
public final class SqlState {
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String OBJECT_IN_USE = "55006";
    public static final String QUERY_CANCELED = "57014";
    public static final String DEADLOCK_DETECTED = "40P01";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String TOO_MANY_CONNECTIONS = "53300";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** What a subscription without a password gets whose owner is no superuser. */
    public static final String PROHIBITED_STATEMENT = "2F003";

    public static final String INVALID_CATALOG_NAME = "3D000";
    /** No state came with the error: the connection itself failed, or a program beside it. */
    public static final String NONE = "-----";

    private SqlState() {}

    /** The connection broke or could not be made: whether a statement happened is unknown. */
    public static boolean connectionLost(String state) {
        return state.startsWith("08")
                || state.equals("57P01")
                || state.equals("57P02")
                || state.equals("57P03")
                || state.equals(TOO_MANY_CONNECTIONS);
    }

    /** Nothing happened and the same statement may succeed a moment later. */
    public static boolean worthRepeating(String state) {
        return state.equals(LOCK_NOT_AVAILABLE)
                || state.equals(DEADLOCK_DETECTED)
                || state.equals(SERIALIZATION_FAILURE)
                || state.equals(OBJECT_IN_USE);
    }

    /** Whether the server refuses the statement to this role, whatever else is the matter. */
    public static boolean refusesRole(String state) {
        return state.equals(INSUFFICIENT_PRIVILEGE) || state.equals(PROHIBITED_STATEMENT);
    }
}
