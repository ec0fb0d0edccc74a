package dev.ringo.client;

import dev.ringo.client.GetResult.Cursor;
import dev.ringo.ring.DomainName;
import java.time.Duration;
import java.util.List;

/** Lets the gateway's tests make cursors, which only the client makes otherwise. */
public final class Cursors {

  private Cursors() {}

  /** A cursor like no other. What it points to is up to the test. */
  public static Cursor create() {
    GetOptions options = GetOptions.within(Duration.ofSeconds(1));
    DomainName any = DomainName.of("any");
    return new Cursor(List.of(new ReadRequest(any, 0, new byte[0], 0, 0, 0, 0, true, options)));
  }
}
