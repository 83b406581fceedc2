/** Rolnick &amp; Körding's Algorithms 1 and 2, one class per subroutine, each by its own name; {@code docs/PAPER.md} is the map. */
package org.crease.recovery.paper;
