/** The keyhole f(x), and wrappers that count, limit, check, round and disturb what passes through it. */
package org.crease.oracle;
