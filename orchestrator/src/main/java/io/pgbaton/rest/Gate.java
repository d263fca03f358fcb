package io.pgbaton.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a request in only with the token, and on a loopback address only if it was meant for this machine: a page in a
 * browser can make a name of its own point to 127.0.0.1, and the Host header tells on it.
 *
 * <p>A filter and no security framework: there is one token, there are no users, roles, sessions or cookies, and
 * without cookies nothing to forge requests with. Users would change that.
 */
final class Gate extends OncePerRequestFilter {
    private final Token token;
    private final boolean loopback;
    private final JsonMapper json;

    Gate(Token token, boolean loopback, JsonMapper json) {
        this.token = token;
        this.loopback = loopback;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (loopback && !local(request.getServerName())) {
            refuse(
                    response,
                    Problem.FOREIGN_HOST.detail(
                            "this process serves 127.0.0.1 and localhost only; use one of these names,"
                                    + " or set SERVER_ADDRESS to another address of this machine"));
            return;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (!token.opens(authorization)) {
            String error = authorization == null ? "" : ", error=\"invalid_token\"";
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"pgbaton\"" + error);
            refuse(
                    response,
                    Problem.UNAUTHORIZED.detail(
                            "send the header 'Authorization: Bearer TOKEN' with the PGBATON_TOKEN of the"
                                    + " serving process, or the token that it printed when it started"));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean local(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("127.0.0.1")
                || name.equals("[::1]")
                || name.equals("::1")
                || name.equals("[0:0:0:0:0:0:0:1]");
    }

    private void refuse(HttpServletResponse response, ProblemDetail problem) throws IOException {
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
