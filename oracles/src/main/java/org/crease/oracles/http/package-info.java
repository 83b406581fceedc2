/** A model server behind the keyhole: the Open Inference Protocol, version 2, as JSON over HTTP. */
package org.crease.oracles.http;
