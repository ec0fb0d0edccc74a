package dev.ringo.replication;

/**
 * How a log ends its chunk: first it is sealed, then it is said that the next chunk is there.
 *
 * @param seal index of the entry after which there are no data; 0 if there is none
 * @param next index of the entry that says that the domain's next chunk is there; 0 if there is
 *     none
 */
public record ChunkEnd(long seal, long next) {

  /** The chunk is open. */
  public static final ChunkEnd NONE = new ChunkEnd(0, 0);

  ChunkEnd with(Batch batch) {
    return switch (batch.kind()) {
      case SEAL -> new ChunkEnd(batch.first(), next);
      case NEXT -> new ChunkEnd(seal, batch.first());
      case DATA, BARRIER, COPIES -> this;
    };
  }

  /** What is left of it in a log that is cut after an index. */
  ChunkEnd upTo(long index) {
    return seal <= index && next <= index
        ? this
        : new ChunkEnd(seal <= index ? seal : 0, next <= index ? next : 0);
  }

  public boolean isSealed() {
    return seal > 0;
  }

  /** Is the chunk closed in a log that is committed up to an index? */
  public boolean isClosedBy(long committed) {
    return next > 0 && next <= committed;
  }
}
