package org.pgseccomp.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FeaturesDocumentTest {
    @Test
    void theCallsOfFeaturesAreThoseOfTheGroups() throws IOException {
        String document = Files.readString(Path.of("../docs/features.md"));
        assertThat(FeaturesDocument.ROW.matcher(document).results()).hasSizeGreaterThan(12);
        assertThat(document)
                .as("docs/features.md; script/groups --document writes it")
                .isEqualTo(FeaturesDocument.withCalls(document));
    }
}
