package org.pgseccomp.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortListTest {
    @Test
    void numbersAndRangesAreTakenOnce() {
        PortList list = PortList.read("443, 8000-8002,8001, 65535");
        assertThat(list.problems()).isEmpty();
        assertThat(list.ports()).containsExactly(443, 8000, 8001, 8002, 65535);
    }

    @Test
    void noneIsNoPort() {
        assertThat(PortList.read("None").problems()).isEmpty();
        assertThat(PortList.read("None").ports()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0             | is not a port
            65536         | is not a port
            4294967376    | is not a port
            https         | is not a port
            -80           | is not a port
            80-           | is not a port
            1-2-3         | is not a port
            "80"          | is not a port
            90-80         | is a range that ends before it begins
            1-257         | makes them more than 256 ports
            80, none      | stands beside others
            80,,81        | is empty
            """)
    void whatCannotBeReadIsNamed(String text, String reason) {
        assertThat(PortList.read(text).problems()).hasSize(1);
        assertThat(PortList.read(text).problems().get(0).reason()).isEqualTo(reason);
    }

    @Test
    void thereIsALimit() {
        assertThat(PortList.read("1-256").problems()).isEmpty();
    }
}
