package org.pgseccomp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values and names are those of bits/socket.h, bits/socket_type.h, fcntl.h, linux/prctl.h and asm/mman.h of Linux. */
class ObservedValuesTest {
    private static String words(String syscall, boolean more, Long... values) {
        StringBuilder words = new StringBuilder();
        ObservedValues.append(words, syscall, new ObservedCall(1, 1, 0, 0, List.of(values), more));
        return words.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "socket;4294967297;AF_UNIX SOCK_STREAM",
                "socket;8590458882;AF_INET SOCK_DGRAM|SOCK_CLOEXEC",
                "socket;42950199297;AF_INET6 SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC",
                "socket;68719476739;AF_NETLINK SOCK_RAW",
                "socket;163208757253;AF_ALG SOCK_SEQPACKET",
                "socket;188978561028;0x2c 0x4",
                "mmap;0;PROT_NONE",
                "mmap;3;PROT_READ|PROT_WRITE",
                "mmap;4294967301;PROT_READ|PROT_EXEC of a file",
                "mprotect;4294967301;0x100000005",
                "mprotect;5;PROT_READ|PROT_EXEC",
                "mprotect;6;PROT_WRITE|PROT_EXEC",
                "mprotect;8;0x8",
                "fcntl;0;F_DUPFD",
                "fcntl;4;F_SETFL",
                "fcntl;1030;F_DUPFD_CLOEXEC",
                "fcntl;103;0x67",
                "prctl;38;PR_SET_NO_NEW_PRIVS",
                "prctl;3;PR_GET_DUMPABLE",
                "prctl;1398164801;PR_SET_VMA",
                "prctl;2;0x2",
                "ioctl;21505;0x5401",
                "clone;18874385;0x1200011",
                "clone;-1;0xffffffffffffffff",
                "fcntl;-1;0xffffffffffffffff"
            })
    void oneValue(String syscall, long value, String expected) {
        assertThat(words(syscall, false, value)).isEqualTo(expected);
    }

    @Test
    void several() {
        assertThat(words("mmap", false)).isEmpty();
        assertThat(words("mmap", true)).isEmpty();
        assertThat(words("mmap", false, 1L, 2L)).isEqualTo("PROT_READ, PROT_WRITE");
        assertThat(words("mmap", true, 1L, 2L)).isEqualTo("PROT_READ, PROT_WRITE, ...");
    }
}
