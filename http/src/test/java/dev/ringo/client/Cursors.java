package dev.ringo.client;

import dev.ringo.client.GetResult.Cursor;
import dev.ringo.ring.DomainName;
import java.time.Duration;

/** Lets the gateway's tests make cursors, which only the client makes otherwise. */
public final class Cursors {

  private Cursors() {}

  /** A cursor like no other. What it points to is up to the test. */
  public static Cursor create() {
    return new Cursor(
        DomainName.of("any"), new byte[0], GetOptions.within(Duration.ofSeconds(1)), 0, 0);
  }
}
