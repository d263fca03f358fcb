/** Papers about an upgrade: a document as data, and how it is read as plain text, Markdown or HTML. */
@NullMarked
package io.pgbaton.report;

import org.jspecify.annotations.NullMarked;
