/** What the command line prints, made from values alone: findings, change tickets, status, progress. */
@NullMarked
package io.pgbaton.cli.text;

import org.jspecify.annotations.NullMarked;
