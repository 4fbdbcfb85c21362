package org.pgseccomp.cli.convert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pgseccomp.condition.ArgumentTest;
import org.pgseccomp.condition.Condition;

/**
 * Calls of one number: for each argument a cube. What a rule of libseccomp is about, which compares an argument once at most.
 *
 * @param cubes six
 */
record Box(List<Cube> cubes) {
    static final Box ALL = new Box(List.of(Cube.ALL, Cube.ALL, Cube.ALL, Cube.ALL, Cube.ALL, Cube.ALL));

    private static final int ARGUMENTS = 6;

    /** More are no profile that anybody could read. */
    private static final int MOST = 1024;

    Box {
        cubes = List.copyOf(cubes);
    }

    Cube at(int argument) {
        return cubes.get(argument);
    }

    private Box with(int argument, Cube cube) {
        Cube[] changed = cubes.toArray(new Cube[ARGUMENTS]);
        changed[argument] = cube;
        return new Box(Arrays.asList(changed));
    }

    /** The calls that meet a condition; null if they fall into too many boxes. */
    static List<Box> of(Condition condition) {
        List<Box> boxes = List.of(ALL);
        for (ArgumentTest test : condition.tests()) {
            List<Cube> cubes = Cube.of(test);
            if (cubes == null) {
                return null;
            }
            List<Box> met = new ArrayList<>();
            for (Box box : boxes) {
                for (Cube cube : cubes) {
                    Cube both = box.at(test.argument()).and(cube);
                    if (both != null) {
                        met.add(box.with(test.argument(), both));
                    }
                }
            }
            if (met.size() > MOST) {
                return null;
            }
            boxes = met;
        }
        return boxes;
    }

    /** Whether there are calls in both. */
    boolean meets(Box other) {
        for (int i = 0; i < ARGUMENTS; i++) {
            if (at(i).and(other.at(i)) == null) {
                return false;
            }
        }
        return true;
    }

    private List<Box> without(Box other) {
        List<Box> left = new ArrayList<>();
        if (!meets(other)) {
            left.add(this);
            return left;
        }
        Box inside = this;
        for (int i = 0; i < ARGUMENTS; i++) {
            for (Cube outside : inside.at(i).without(other.at(i))) {
                left.add(inside.with(i, outside));
            }
            inside = inside.with(i, inside.at(i).and(other.at(i)));
        }
        return left;
    }

    /** What is left of some boxes; null if it falls into too many. */
    static List<Box> withoutAll(List<Box> boxes, List<Box> taken) {
        List<Box> left = new ArrayList<>(boxes);
        for (Box out : taken) {
            List<Box> still = new ArrayList<>();
            for (Box each : left) {
                still.addAll(each.without(out));
            }
            left = still;
            if (left.size() > MOST) {
                return null;
            }
        }
        return left;
    }
}
