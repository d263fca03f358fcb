package io.pgbaton.rest;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The kinds of refusal, as RFC 9457 problem details: a type for programs, a title for people, a detail that says what to do. */
enum Problem {
    PLAN_INVALID(HttpStatus.BAD_REQUEST, "The plan cannot be used as it is written"),
    BODY_INVALID(HttpStatus.BAD_REQUEST, "The body of the request cannot be used"),
    REQUEST_INVALID(HttpStatus.BAD_REQUEST, "The request cannot be understood"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "The token is missing or wrong"),
    FOREIGN_HOST(HttpStatus.FORBIDDEN, "The request was meant for another host"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not Found"),
    UNKNOWN_UPGRADE(HttpStatus.NOT_FOUND, "There is no such upgrade"),
    UNKNOWN_SIGNAL(HttpStatus.NOT_FOUND, "There is no such signal"),
    NO_JOB(HttpStatus.NOT_FOUND, "Nothing was started here"),
    NOT_ALLOWED(HttpStatus.CONFLICT, "Not possible now"),
    APPROVAL_MISSING(HttpStatus.CONFLICT, "The plan wants the switchover approved"),
    NOT_APPROVED(HttpStatus.CONFLICT, "This is not what was approved"),
    NOTHING_ASKED(HttpStatus.CONFLICT, "There is nothing to confirm"),
    AT_WORK(HttpStatus.CONFLICT, "Somebody is working on the upgrade"),
    PLAN_CHANGED(HttpStatus.CONFLICT, "The upgrade began with another plan"),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body of the request is too large"),
    PLAN_UNUSABLE(HttpStatus.INTERNAL_SERVER_ERROR, "The plan in the journal cannot be used by this process"),
    FAILURE(HttpStatus.INTERNAL_SERVER_ERROR, "pgbaton failed"),
    SERVER_FAILED(HttpStatus.BAD_GATEWAY, "A server did not do its part"),
    JOURNAL_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The control database is not available"),
    NO_WORKER(HttpStatus.SERVICE_UNAVAILABLE, "No worker is free");

    private final HttpStatus status;
    private final String title;

    Problem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    HttpStatus status() {
        return status;
    }

    /** The problem with the sentence that says where, what, and what to do. */
    ProblemDetail detail(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type(name()));
        problem.setTitle(title);
        return problem;
    }

    /** A name that stays the same whatever the title says, for example {@code urn:pgbaton:problem:not-allowed}. */
    static URI type(String name) {
        return URI.create("urn:pgbaton:problem:" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    }
}
