package dev.ringo.wire;

/** A message between nodes that is rare: it travels as CBOR made by Jackson. */
public interface ControlMessage {}
