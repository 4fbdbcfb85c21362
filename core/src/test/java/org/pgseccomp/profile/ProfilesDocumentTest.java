package org.pgseccomp.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProfilesDocumentTest {
    @Test
    void theTablesAreThoseOfTheCore() throws IOException {
        String document = Files.readString(Path.of("../docs/profiles.md"));
        assertThat(document)
                .as("docs/profiles.md; script/groups --document writes it")
                .isEqualTo(ProfilesDocument.withTables(document));
    }
}
