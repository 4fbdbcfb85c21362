package org.pgseccomp.cli.connect;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL's own reader of connection strings. */
interface Libpq extends Library {
    Libpq IT = Native.load("pq", Libpq.class);

    Pointer PQconninfoParse(String text, PointerByReference message);

    void PQconninfoFree(Pointer options);

    /** The parameters of a string; null where it is none. */
    static Map<String, String> parse(String text) {
        Pointer options = IT.PQconninfoParse(text, new PointerByReference());
        if (options == null) {
            return null;
        }
        // struct PQconninfoOption: keyword, envvar, compiled, val, label, dispchar, dispsize
        long size = 7L * Native.POINTER_SIZE;
        Map<String, String> values = new TreeMap<>();
        for (long at = 0; options.getPointer(at) != null; at += size) {
            Pointer value = options.getPointer(at + 3L * Native.POINTER_SIZE);
            if (value != null && !value.getString(0).isEmpty()) {
                values.put(options.getPointer(at).getString(0), value.getString(0));
            }
        }
        IT.PQconninfoFree(options);
        return values;
    }
}
