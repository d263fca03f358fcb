package io.pgbaton.rest;

import org.springframework.http.ProblemDetail;

/** A request that is answered with a problem that this package itself found. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemDetail problem;

    RefusedException(ProblemDetail problem) {
        super(problem.getDetail());
        this.problem = problem;
    }

    RefusedException(Problem problem, String detail) {
        this(problem.detail(detail));
    }

    ProblemDetail problem() {
        return problem;
    }
}
