package io.pgbaton.rest;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the servlet container itself refuses, for example a malformed address, as a problem detail like all others. */
@RestController
final class Breakdowns implements ErrorController {
    @RequestMapping("${server.error.path:${error.path:/error}}")
    ResponseEntity<ProblemDetail> tell(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            throw new RefusedException(Problem.NOT_FOUND, Refusals.NOTHING_HERE);
        }
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer ? HttpStatus.resolve((Integer) code) : HttpStatus.NOT_FOUND;
        ProblemDetail problem = status != null && status.is4xxClientError()
                ? Problem.REQUEST_INVALID.detail("see that address and headers are well formed, then try again")
                : Problem.FAILURE.detail("the log of this process says more");
        if (status != null && status.isError()) {
            problem.setStatus(status.value());
        }
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
