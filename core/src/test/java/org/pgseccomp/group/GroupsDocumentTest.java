package org.pgseccomp.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GroupsDocumentTest {
    @Test
    void docsGroupsListsWhatIsInTheGroups() throws IOException {
        String document = Files.readString(Path.of("../docs/groups.md"));
        assertThat(document).as("run script/groups --document").isEqualTo(GroupsDocument.withTable(document));
    }
}
