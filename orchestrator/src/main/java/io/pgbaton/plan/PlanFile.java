package io.pgbaton.plan;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A plan together with the text it was read from.
 *
 * @param shownName the name that messages use for the file
 * @param directory where relative paths of secrets start
 * @param text the YAML as it was written, which holds no secret
 * @param plan what it means
 */
public record PlanFile(String shownName, Path directory, String text, Plan plan) {

    /**
     * Reads and checks a plan file.
     *
     * @throws PlanException if it cannot be read or has problems, one line each: {@code plans/x.yaml:12: source.prot: unknown
     *     key; did you mean port?}
     */
    public static PlanFile read(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        try {
            return parse(Files.readString(file), file.toString(), parent == null ? file.toAbsolutePath() : parent);
        } catch (NoSuchFileException e) {
            throw new PlanException(file + ": there is no such file; 'pgbaton plan new' writes one to begin with");
        } catch (MalformedInputException e) {
            throw new PlanException(file + ": is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw new PlanException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * Checks the text of a plan; relative paths of secrets start at the working directory.
     *
     * @throws PlanException if it has problems
     */
    public static PlanFile parse(String text, String shownName) {
        return parse(text, shownName, Path.of("").toAbsolutePath());
    }

    /**
     * Checks the text of a plan that lies, or lay, in {@code directory}.
     *
     * @throws PlanException if it has problems
     */
    public static PlanFile parse(String text, String shownName, Path directory) {
        Problems problems = new Problems(shownName);
        YamlNode root = YamlText.read(text, problems);
        Plan plan = root == null ? null : new PlanBinder(new PlanValue(directory), problems).plan(root);
        problems.throwIfAny();
        if (plan == null) {
            throw new IllegalStateException("a plan without a problem was not built");
        }
        return new PlanFile(shownName, directory, text, plan);
    }
}
