package dev.ringo.client;

import dev.ringo.ring.NodeName;

/**
 * How far a node has come with reading its copies through.
 *
 * @param copies on the node
 * @param left those of them that were asked for or are being read, and are not done
 * @param bytes read since the node's start
 * @param mended damaged places that were mended since the node's start
 * @param damaged places that are known to be damaged and are not mended yet
 * @param differing entries that are intact here and in another copy and not the same
 */
public record ScrubStatus(
    NodeName node, int copies, int left, long bytes, long mended, long damaged, long differing) {}
