package dev.ringo.ring;

/** The id of a virtual node: its first token on the ring. Written as 32 lower-case hex digits. */
public record NodeId(RingPosition position) implements Comparable<NodeId> {

  /** The id given by 32 hex digits; anything else is an {@link IllegalArgumentException}. */
  public static NodeId parse(String hex) {
    return new NodeId(RingPosition.parse(hex));
  }

  public static NodeId random() {
    return new NodeId(RingPosition.random());
  }

  @Override
  public int compareTo(NodeId other) {
    return position.compareTo(other.position);
  }

  @Override
  public String toString() {
    return position.toString();
  }
}
