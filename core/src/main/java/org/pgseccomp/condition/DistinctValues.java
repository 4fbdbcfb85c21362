package org.pgseccomp.condition;

/**
 * Numbers values: equal ones have the same number, from 0 on in the order in which they came. For a thousand system calls about which a filter
 * says few different things, and mostly by the same objects: these are found without a look into them.
 *
 * @param <T> may be null
 */
public final class DistinctValues<T> {
    private Object[] values = new Object[8];
    private int size;

    /** The number of a value. */
    public int numberOf(T value) {
        for (int i = 0; i < size; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        for (int i = 0; i < size; i++) {
            if (values[i] != null && values[i].equals(value)) {
                return i;
            }
        }
        if (size == values.length) {
            Object[] more = new Object[2 * size];
            System.arraycopy(values, 0, more, 0, size);
            values = more;
        }
        values[size] = value;
        size++;
        return size - 1;
    }

    /** How many different values there are. */
    public int size() {
        return size;
    }

    /** The value of a number. */
    @SuppressWarnings("unchecked")
    public T get(int number) {
        return (T) values[number];
    }
}
