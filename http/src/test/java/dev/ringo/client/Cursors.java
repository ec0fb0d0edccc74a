package dev.ringo.client;

import dev.ringo.client.GetResult.Cursor;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import java.time.Duration;

/** Lets the gateway's tests make cursors, which only the client makes otherwise. */
public final class Cursors {

  private Cursors() {}

  /** A cursor like no other. What it points to is up to the test. */
  public static Cursor create() {
    GetOptions options = GetOptions.within(Duration.ofSeconds(1));
    ChunkId chunk = ChunkId.of(0, DomainName.of("any"));
    return new Cursor(new ReadRequest(chunk, new byte[0], 0, 0, 0, 0, options), 0, 0);
  }
}
