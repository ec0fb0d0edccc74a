package dev.ringo.replica;

/** How a node's disk is, for JMX: {@code dev.ringo:type=Store,node=ID}. */
public interface StoreMXBean {

  /** What keeps the disk from being written at the moment, in words; empty if nothing does. */
  String getTrouble();

  long getFreeBytes();

  long getTotalBytes();

  /** Damaged places that were mended since the start. */
  long getMended();

  /** Damaged places that are known and not mended yet. */
  long getDamaged();

  /** Entries that are intact here and in another copy and not the same. */
  long getDiffering();
}
