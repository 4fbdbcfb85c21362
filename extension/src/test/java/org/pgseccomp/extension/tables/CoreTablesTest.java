package org.pgseccomp.extension.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CoreTablesTest {
    @Test
    void theTablesOfCAreThoseOfTheCore() {
        assertThat(Path.of("src/main/c/bridge/core_tables.h"))
                .as("run script/tables")
                .hasContent(CoreTables.generate());
        assertThat(Path.of("src/main/c/bridge/core_texts.h"))
                .as("run script/tables")
                .hasContent(CoreTexts.generate());
    }
}
