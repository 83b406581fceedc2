/** A model file behind the keyhole: the only place that knows ONNX Runtime. */
package org.crease.oracles.onnx;
