package dev.ringo.http;

import akka.http.javadsl.model.HttpEntity.ChunkStreamPart;
import akka.util.ByteString;
import dev.ringo.http.Upload.Received;
import dev.ringo.http.Upload.Rejected;
import java.util.Arrays;

/**
 * A body on its way in. It is whole only if the length that its head declares is there, or its last
 * chunk: a stream that merely ends says nothing, as that of a broken connection may do so too. Used
 * by one thread at a time.
 */
final class Body {

  private static final int UNKNOWN = -1;
  private static final int FIRST_CAPACITY = 4096;
  private static final byte[] NONE = {};

  private final int declared;
  private final int maxBytes;
  private final long drainLimit;
  private final ByteBudget budget;
  private byte[] bytes;
  private int length;
  private long dropped;
  private boolean sawLastChunk;
  private Rejected rejected;

  private Body(int declared, byte[] bytes, int maxBytes, long drainLimit, ByteBudget budget) {
    this.declared = declared;
    this.bytes = bytes;
    this.maxBytes = maxBytes;
    this.drainLimit = drainLimit;
    this.budget = budget;
  }

  /** A body whose length is charged to the budget already. */
  static Body ofLength(int declared, ByteBudget budget) {
    return new Body(declared, new byte[declared], declared, 0, budget);
  }

  /** A body in chunks, which are charged as they come. */
  static Body inChunks(int maxBytes, long drainLimit, ByteBudget budget) {
    return new Body(UNKNOWN, NONE, maxBytes, drainLimit, budget);
  }

  boolean add(ChunkStreamPart part) {
    sawLastChunk = part.isLastChunk();
    return add(part.data());
  }

  /** Takes the next bytes. Are more wanted? */
  boolean add(ByteString part) {
    if (rejected == null) {
      rejected = tryAppend(part);
    }
    if (rejected == null) {
      return true;
    }
    free();
    dropped += part.size();
    return dropped <= drainLimit;
  }

  /**
   * What became of the body, at its end. Anything but {@link Received} gives back what it was
   * charged for.
   *
   * @param inTime false if the stream was ended because it took too long
   */
  Upload outcome(boolean inTime) {
    boolean whole = declared == UNKNOWN ? sawLastChunk : length == declared;
    if (rejected == null && whole) {
      return new Received(trimmed());
    }
    free();
    if (rejected != null) {
      return rejected;
    }
    return inTime ? Rejected.CUT_OFF : Rejected.TOO_SLOW;
  }

  private Rejected tryAppend(ByteString part) {
    int needed = length + part.size();
    if (needed > maxBytes) {
      return Rejected.TOO_LARGE;
    }
    if (needed > bytes.length && !grow(needed)) {
      return Rejected.NO_ROOM;
    }
    part.copyToArray(bytes, length);
    length = needed;
    return null;
  }

  private boolean grow(int needed) {
    int capacity = Math.min(maxBytes, Math.max(Math.max(needed, FIRST_CAPACITY), 2 * length));
    if (!budget.tryTake(capacity - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, capacity);
    return true;
  }

  private byte[] trimmed() {
    if (length < bytes.length) {
      budget.giveBack(bytes.length - length);
      bytes = Arrays.copyOf(bytes, length);
    }
    return bytes;
  }

  private void free() {
    budget.giveBack(bytes.length);
    bytes = NONE;
  }
}
