/** Constants of the kernel's headers. */
package org.pgseccomp.constant;
