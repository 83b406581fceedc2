/** What is sought: layers and networks, their cells, what makes two of them the same, and the scorer that compares them. */
package org.crease.network;
