package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgBouncerFileTest {
    private static final String BEFORE = "[databases]\napp = host=old port=5432\n";
    private static final String AFTER = "[databases]\napp = host=new port=5433\n";

    @TempDir
    Path directory;

    @Test
    void keeps_the_mode_and_leaves_nothing_beside_the_file() throws IOException {
        Path path = written("pgbouncer.ini");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r----x"));
        rewrite(path);
        assertThat(path).hasContent(AFTER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r----x");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void keeps_the_owner_when_root_writes() throws IOException {
        Path path = written("pgbouncer.ini");
        assumeTrue(Files.getOwner(path).getName().equals("root"), "only root can give a file away");
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        rewrite(path);
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        assertThat(attributes.owner().getName()).isEqualTo("nobody");
        assertThat(path).hasContent(AFTER);
    }

    @Test
    void replaces_the_file_rather_than_writing_into_it() throws IOException {
        Path path = written("pgbouncer.ini");
        Object before = Files.getAttribute(path, "unix:ino");
        rewrite(path);
        assertThat(Files.getAttribute(path, "unix:ino")).isNotEqualTo(before);
    }

    @Test
    void goes_through_a_symbolic_link() throws IOException {
        Path path = written("real.ini");
        Path link = Files.createSymbolicLink(directory.resolve("link.ini"), path);
        rewrite(link);
        assertThat(link).isSymbolicLink();
        assertThat(path).hasContent(AFTER);
    }

    @Test
    void a_file_that_is_not_there_is_told_by_name() {
        Path path = directory.resolve("absent.ini");
        assertThatThrownBy(() -> new PgBouncerFile(path).read())
                .isInstanceOf(TrafficException.class)
                .hasMessageContainingAll(path.toString(), "no such file", "traffic.configFile");
    }

    @Test
    void a_bad_line_is_told_with_the_name_of_the_file() throws IOException {
        Path path = Files.writeString(directory.resolve("bad.ini"), "[databases]\nnonsense\n");
        assertThatThrownBy(() -> new PgBouncerFile(path).read()).hasMessageContainingAll(path + ": line 2");
    }

    @Test
    void a_draft_takes_the_place_of_the_file_that_it_was_made_from_and_of_no_other() throws IOException {
        Path path = written("pgbouncer.ini");
        PgBouncerFile file = new PgBouncerFile(path);
        PgBouncerIni before = file.read();
        PgBouncerIni after = before.pointing(List.of("app"), new Address("new", 5433));
        try (WholeFile.Draft draft = file.draft(before, after)) {
            assertThat(draft).isNotNull();
            assertThat(path).hasContent(BEFORE);
            Files.writeString(path, BEFORE + "; changed\n");
            assertThat(draft.move(file.read().bytes())).isFalse();
            Files.writeString(path, BEFORE);
            assertThat(draft.move(file.read().bytes())).isTrue();
            assertThat(path).hasContent(AFTER);
        }
        file.draft(file.read(), before);
        // what a killed process left is removed by the next
        try (WholeFile.Draft next = file.draft(file.read(), before)) {
            assertThat(next).isNotNull();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }

    private Path written(String name) throws IOException {
        return Files.writeString(directory.resolve(name), BEFORE);
    }

    private static void rewrite(Path path) {
        PgBouncerFile file = new PgBouncerFile(path);
        PgBouncerIni before = file.read();
        file.write(before, before.pointing(List.of("app"), new Address("new", 5433)));
    }
}
