package org.pgseccomp.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pgseccomp.constant.Constant;
import org.pgseccomp.constant.Constants;
import org.pgseccomp.syscall.Architecture;
import org.pgseccomp.syscall.Parameter;
import org.pgseccomp.syscall.Syscall;

/** A name that stands for another number than the one that was read would be another policy. */
class ArgumentNamesTest {
    @Test
    void eachNameIsAConstant_andNoTwoAreTheSameNumber() {
        for (Architecture architecture : Architecture.values()) {
            for (String line : ArgumentNames.lines()) {
                List<String> words = List.of(line.split(" ", -1));
                Map<Long, String> names = new HashMap<>();
                for (String name : words.subList(1, words.size())) {
                    Constant constant = Constants.named(architecture, name);
                    assertThat(constant).as("%s on %s", name, architecture).isNotNull();
                    assertThat(names.put(constant.value(), name))
                            .as("%s on %s", name, architecture)
                            .isNull();
                }
            }
        }
    }

    @Test
    void eachCallHasTheParameter() {
        for (String line : ArgumentNames.lines()) {
            String whose = line.substring(0, line.indexOf(' '));
            String parameter = whose.substring(whose.indexOf('.') + 1);
            for (String name : whose.substring(0, whose.indexOf('.')).split(",", -1)) {
                assertThat(parametersOf(Architecture.X86_64, name)).as(name).contains(parameter);
            }
        }
    }

    private static List<String> parametersOf(Architecture architecture, String name) {
        Syscall syscall = architecture.syscalls().named(name);
        assertThat(syscall).as(name).isNotNull();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Parameter parameter = architecture.signatures().at(syscall, i);
            if (parameter != null) {
                names.add(parameter.name());
            }
        }
        return names;
    }
}
