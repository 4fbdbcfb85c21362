/**
 * What code that reaches the server must not contain, since the compiler to C or its runtime cannot do it safely
 * (docs/decisions/0001): calls and types are looked for in class files, constructs in the sources.
 */
package org.pgseccomp.extension.rules;
