package dev.ringo.http;

import akka.http.javadsl.model.HttpEntity.ChunkStreamPart;
import akka.util.ByteString;
import dev.ringo.http.Upload.Received;
import dev.ringo.http.Upload.Rejected;
import dev.ringo.http.Upload.Spooled;
import dev.ringo.value.IncomingValue;
import java.io.IOException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body on its way into a file, or one in chunks that turns out to be short enough to stay in
 * memory. As with {@link Body}, it is whole only if its length is there, or its last chunk. Used by
 * one thread at a time, which may wait for the disk.
 */
final class LargeBody {

  /** What a body that goes into a file is charged with: about what is under way in memory. */
  static final int CHARGE = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(LargeBody.class);

  /** Where a file for a value comes from. */
  interface Files {
    IncomingValue receive() throws IOException;
  }

  private final OptionalLong declared;
  private final long maxBytes;
  private final int inline;
  private final long drainLimit;
  private final ByteBudget budget;
  private final Files files;
  private ByteString held = ByteString.emptyByteString();
  private IncomingValue incoming;
  private int charged;
  private long length;
  private long dropped;
  private boolean sawLastChunk;
  private Rejected rejected;

  private LargeBody(
      OptionalLong declared,
      int charged,
      long maxBytes,
      int inline,
      long drainLimit,
      ByteBudget budget,
      Files files) {
    this.declared = declared;
    this.charged = charged;
    this.maxBytes = maxBytes;
    this.inline = inline;
    this.drainLimit = drainLimit;
    this.budget = budget;
    this.files = files;
  }

  /** A body that is too long for memory; {@link #CHARGE} is charged to the budget already. */
  static LargeBody ofLength(long declared, ByteBudget budget, Files files) {
    return new LargeBody(OptionalLong.of(declared), CHARGE, declared, 0, 0, budget, files);
  }

  /**
   * A body in chunks, which are charged as they come.
   *
   * @param inline up to which length it stays in memory
   */
  static LargeBody inChunks(
      long maxBytes, int inline, long drainLimit, ByteBudget budget, Files files) {
    return new LargeBody(OptionalLong.empty(), 0, maxBytes, inline, drainLimit, budget, files);
  }

  boolean add(ChunkStreamPart part) {
    sawLastChunk = part.isLastChunk();
    return add(part.data());
  }

  /** Takes the next bytes. Are more wanted? */
  boolean add(ByteString part) {
    if (rejected == null) {
      rejected = tryAdd(part);
    }
    if (rejected == null) {
      return true;
    }
    free();
    dropped += part.size();
    return dropped <= drainLimit;
  }

  private Rejected tryAdd(ByteString part) {
    length += part.size();
    if (length > maxBytes) {
      return Rejected.TOO_LARGE;
    }
    if (incoming == null && length <= inline) {
      held = held.concat(part);
      return charge((int) length) ? null : Rejected.NO_ROOM;
    }
    if (!charge(CHARGE)) {
      return Rejected.NO_ROOM;
    }
    try {
      if (incoming == null) {
        incoming = files.receive();
        write(held);
        held = ByteString.emptyByteString();
      }
      write(part);
      return null;
    } catch (IOException e) {
      LOG.warn("a value cannot be received: {}", e.toString());
      return Rejected.NO_DISK;
    }
  }

  private void write(ByteString bytes) throws IOException {
    for (java.nio.ByteBuffer buffer : bytes.getByteBuffers()) {
      incoming.add(buffer);
    }
  }

  private boolean charge(int needed) {
    if (!budget.tryTake(Math.max(0, needed - charged))) {
      return false;
    }
    charged = Math.max(needed, charged);
    return true;
  }

  /**
   * What became of the body, at its end. Anything but {@link Received} and {@link Spooled} gives
   * back what it was charged for.
   *
   * @param inTime false if the stream was ended because it took too long
   */
  Upload outcome(boolean inTime) {
    boolean whole = declared.isPresent() ? length == declared.getAsLong() : sawLastChunk;
    if (rejected == null && whole) {
      return finished();
    }
    free();
    if (rejected != null) {
      return rejected;
    }
    return inTime ? Rejected.CUT_OFF : Rejected.TOO_SLOW;
  }

  private Upload finished() {
    if (incoming == null) {
      return new Received(held.toArray());
    }
    try {
      return new Spooled(incoming.finish());
    } catch (IOException e) {
      LOG.warn("a value cannot be received: {}", e.toString());
      free();
      return Rejected.NO_DISK;
    }
  }

  private void free() {
    budget.giveBack(charged);
    charged = 0;
    held = ByteString.emptyByteString();
    if (incoming != null) {
      incoming.drop();
      incoming = null;
    }
  }
}
