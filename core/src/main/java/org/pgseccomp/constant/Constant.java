package org.pgseccomp.constant;

/**
 * A constant of the kernel's headers.
 *
 * @param name as the headers write it
 * @param value as C converts it to 64 bits: negative where its type is signed and it is, otherwise what an unsigned number of 32 bits is;
 *     one of 64 bits that needs the highest of them is negative too
 */
public record Constant(String name, long value) {}
