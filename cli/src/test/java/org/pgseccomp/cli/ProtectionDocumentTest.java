package org.pgseccomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** docs/protection.md is what script/protection writes now, and explains all that it has to. */
class ProtectionDocumentTest {
    @Test
    void theDocumentIsCurrent() throws IOException {
        if (System.getProperty("pgseccomp.protection", "").equals("write")) {
            Files.writeString(ProtectionDocument.DOCUMENT, ProtectionDocument.text());
        }
        assertThat(Files.readString(ProtectionDocument.DOCUMENT))
                .as("run script/protection")
                .isEqualTo(ProtectionDocument.text());
    }

    @Test
    void whatStaysOpenUnderStrictIsExplained() throws IOException {
        String text = Files.readString(ProtectionDocument.DOCUMENT);
        String explained =
                text.substring(text.indexOf("## What stays open under strict"), text.indexOf("## The catalogue"));
        assertThat(ProtectionDocument.openUnder("strict"))
                .isNotEmpty()
                .allSatisfy(attack -> assertThat(explained).contains("`" + attack + "`"));
    }
}
