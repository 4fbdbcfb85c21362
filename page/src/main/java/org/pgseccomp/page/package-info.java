/**
 * What runs in the page of the report: the core, compiled to JavaScript, and what shows its answers. Nothing of it asks for anything outside of the
 * page.
 */
package org.pgseccomp.page;
