/** A model server for tests, demonstrations and defences: any oracle behind the Open Inference Protocol, version 2. */
package org.crease.lab.serve;
