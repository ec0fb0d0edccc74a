package dev.ringo.wire;

/**
 * A message between nodes that carries entries or is sent for each of them: {@link DataSerializer}
 * writes it.
 */
public interface DataMessage {}
