package org.pgseccomp.bpf;

/**
 * One instruction of classic BPF, {@code struct sock_filter} of {@code include/uapi/linux/filter.h}.
 *
 * @param code operation, 0 to 65535
 * @param jumpTrue how many instructions a conditional jump skips when its condition holds, 0 to 255
 * @param jumpFalse the same when it does not hold
 * @param k the constant, unsigned
 */
public record Instruction(int code, int jumpTrue, int jumpFalse, int k) {
    /**
     * Checks the ranges of the fields.
     *
     * @throws IllegalArgumentException if one does not fit
     */
    public Instruction {
        if ((code & ~0xffff) != 0 || (jumpTrue & ~0xff) != 0 || (jumpFalse & ~0xff) != 0) {
            throw new IllegalArgumentException("field out of range");
        }
    }

    static Instruction of(int code, int k) {
        return new Instruction(code, 0, 0, k);
    }
}
