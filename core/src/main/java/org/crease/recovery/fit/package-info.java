/** Linear fits on top of ojAlgo, for the methods of this module only. */
package org.crease.recovery.fit;
