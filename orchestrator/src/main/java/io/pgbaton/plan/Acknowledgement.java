package io.pgbaton.plan;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

/** A hazard that somebody has weighed and accepts, and why. */
public record Acknowledgement(
        @Key(value = "The id of the hazard, as the check prints it", example = "PF-R18")
        @Pattern(
                regexp = "^[A-Z]+-[A-Z0-9]+(-[a-z]+)*$",
                message = "must be the id of a finding as the check prints it, such as PF-R18")
        String finding,

        @Key(value = "Why it does no harm here; printed with the finding", example = "the cache fills itself") @NotBlank
        String because) {}
