package io.pgbaton;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.upgrade.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentationTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#[^)]*)?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void every_link_leads_somewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(withoutCode(Files.readString(page)));
            while (link.find()) {
                if (!link.group(1).startsWith("http") && !leads(page, link.group(1), link.group(2))) {
                    broken.add(page + ": " + link.group());
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void the_page_about_the_way_of_an_upgrade_names_every_phase() throws Exception {
        String page = Files.readString(DOCS.resolve("how-it-works.md"));

        for (Phase phase : Phase.values()) {
            assertThat(page).contains(phase.name());
        }
    }

    private static boolean leads(Path page, String file, @Nullable String anchor) throws IOException {
        Path to = file.isEmpty() ? page : page.resolveSibling(file);
        if (!Files.exists(to)) {
            return false;
        }
        return anchor == null || anchors(Files.readString(to)).contains(anchor.substring(1));
    }

    /** As the usual renderers make them from headings. */
    private static List<String> anchors(String text) {
        return HEADING.matcher(withoutCode(text))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?ms)^ *```.*?^ *```", "");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
