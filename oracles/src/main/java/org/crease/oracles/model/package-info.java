/** Network files, JSON and ONNX, in and out. Nothing here runs a model. */
package org.crease.oracles.model;
