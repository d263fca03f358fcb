package io.pgbaton.rest;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.NotApprovedException;
import io.pgbaton.engine.PlanChangedException;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.UnknownUpgradeException;
import io.pgbaton.plan.PlanException;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.upgrade.Signal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Says every refusal of the facade and of the web framework as a problem detail. */
@RestControllerAdvice
final class Refusals extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** What can go wrong without a fault of this program; its message is made for people. */
    private static final List<Class<? extends RuntimeException>> EXPECTED = List.of(
            RefusedException.class,
            UnknownUpgradeException.class,
            NotAllowedException.class,
            PlanChangedException.class,
            NotApprovedException.class,
            PlanException.class,
            UpgradeLock.HeldException.class,
            UpgradeLock.LockLostException.class,
            Journal.FencedException.class,
            Journal.UnavailableException.class,
            PostgresException.class,
            Traffic.TrafficException.class);

    static final String NOTHING_HERE = "there is nothing at this address; GET /api/upgrades lists the upgrades, and"
            + " everything about one lies below /api/upgrades/NAME";

    static boolean expected(Throwable failure) {
        return EXPECTED.stream().anyMatch(type -> type.isInstance(failure));
    }

    @ExceptionHandler
    ResponseEntity<Object> any(RuntimeException failure) {
        if (!expected(failure)) {
            LOG.error("a request failed", failure);
        }
        ProblemDetail problem = problem(failure);
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static ProblemDetail problem(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof RefusedException) {
            return ((RefusedException) failure).problem();
        }
        if (failure instanceof UnknownUpgradeException) {
            return Problem.UNKNOWN_UPGRADE.detail(
                    "the control database has no upgrade of that name; GET /api/upgrades lists those there are");
        }
        if (failure instanceof NotAllowedException) {
            return notAllowed(message, ((NotAllowedException) failure).allowed());
        }
        if (failure instanceof PlanChangedException) {
            return with(
                    Problem.PLAN_CHANGED.detail(
                            "an upgrade of that name is under way with another plan; post the plan it"
                                    + " began with, or give the new plan another name"),
                    "differences",
                    ((PlanChangedException) failure).differences());
        }
        if (failure instanceof NotApprovedException) {
            return with(
                    Problem.NOT_APPROVED.detail(message),
                    "differences",
                    ((NotApprovedException) failure).differences());
        }
        if (failure instanceof PlanException) {
            return with(
                    Problem.PLAN_UNUSABLE.detail(
                            "mend what is listed on the machine of this process, for example a variable"
                                    + " that its environment lacks, and start it again"),
                    "problems",
                    ((PlanException) failure).problems());
        }
        if (failure instanceof UpgradeLock.HeldException) {
            return Problem.AT_WORK.detail(message);
        }
        if (failure instanceof UpgradeLock.LockLostException || failure instanceof Journal.FencedException) {
            return Problem.AT_WORK.detail(message);
        }
        if (failure instanceof Journal.UnavailableException) {
            return Problem.JOURNAL_UNAVAILABLE.detail(message + "; see that its disk has room, then try again");
        }
        if (failure instanceof PostgresException || failure instanceof Traffic.TrafficException) {
            return Problem.SERVER_FAILED.detail(message + "; see that it can be reached from here, then try again");
        }
        return Problem.FAILURE.detail("the log of this process says more; nothing can be said about the cause here");
    }

    static ProblemDetail notAllowed(String message, List<Signal> allowed) {
        return with(
                Problem.NOT_ALLOWED.detail(message),
                "allowed",
                allowed.stream().map(Signal::word).collect(Collectors.toList()));
    }

    static ProblemDetail with(ProblemDetail problem, String name, Object value) {
        problem.setProperty(name, value);
        return problem;
    }

    /** What the web framework refuses gets a type and a next step, too. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> answer = super.handleExceptionInternal(failure, body, headers, status, request);
        if (answer != null && answer.getBody() instanceof ProblemDetail) {
            ProblemDetail problem = (ProblemDetail) answer.getBody();
            problem.setType(Problem.type(String.valueOf(problem.getTitle())));
            problem.setDetail(advice(problem, headers));
        }
        return answer;
    }

    private static String advice(ProblemDetail problem, HttpHeaders headers) {
        String detail = String.valueOf(problem.getDetail()).replaceAll("\\.$", "");
        switch (problem.getStatus()) {
            case 404:
                return NOTHING_HERE;
            case 405:
                return detail + "; use "
                        + headers.getAllow().stream()
                                .map(HttpMethod::name)
                                .sorted()
                                .collect(Collectors.joining(" or "));
            case 415:
                return detail + "; send one of " + MediaType.toString(headers.getAccept());
            case 406:
                return detail + "; ask for one of " + MediaType.toString(headers.getAccept());
            default:
                return detail;
        }
    }
}
