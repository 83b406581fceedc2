/** Every question and answer on disk: nothing that was paid for is lost, and nothing is asked for twice. */
package org.crease.oracles.ledger;
