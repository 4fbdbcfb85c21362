package org.pgseccomp.constant;

/** A constant. */
public record Constant(String name, long value) {}
