package dev.ringo.death;

import akka.actor.Address;
import akka.cluster.UniqueAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A connection to the port of one process, over which nothing is sent, and what its end means.
 *
 * <pre>
 *            accepted               ended            refused, several times in a row
 * CONNECTING ────────> CONNECTED ────────> PAUSED ──────────────────────────────────> DEAD
 *      ^                                     │ ^
 *      └─────────────────────────────────────┘ └── anything else, such as no answer in time
 * </pre>
 *
 * <p>A port that was never reached proves nothing by a refusal: it may be out of this node's reach.
 * Of the watching thread only.
 */
final class WatchedPort {

  private enum State {
    PAUSED,
    CONNECTING,
    CONNECTED,
    DEAD
  }

  /** Before the next attempt after one that says nothing. */
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MOST_DOUBLINGS = 10;
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final UniqueAddress member;
  private final DeathSettings settings;
  private final Selector selector;
  private final PortWatch.Listener listener;
  private final ByteBuffer discarded = ByteBuffer.allocate(256);
  private State state = State.PAUSED;
  private SocketChannel channel;
  private boolean wasConnected;
  private int refusals;

  /** Connections that ended soon: a port that does so to everybody is not to be besieged. */
  private int shortLived;

  /** When the connection under way was begun. */
  private long begunNanos;

  /** When to act next if nothing happens before. */
  private long nextNanos = System.nanoTime();

  WatchedPort(
      UniqueAddress member,
      DeathSettings settings,
      Selector selector,
      PortWatch.Listener listener) {
    this.member = member;
    this.settings = settings;
    this.selector = selector;
    this.listener = listener;
  }

  long nanosToAct(long now) {
    return switch (state) {
      case PAUSED, CONNECTING -> Math.max(0, nextNanos - now);
      case CONNECTED, DEAD -> IDLE_NANOS;
    };
  }

  /** Does what its time has come for. */
  void act(long now) {
    if (nextNanos - now > 0) {
      return;
    }
    if (state == State.PAUSED) {
      connect(now);
    } else if (state == State.CONNECTING) {
      saysNothing(now);
    }
  }

  private void connect(long now) {
    begunNanos = now;
    Address address = member.address();
    InetSocketAddress target =
        new InetSocketAddress(address.getHost().orElse(""), address.getPort().orElse(0));
    if (target.isUnresolved()) {
      saysNothing(now);
      return;
    }
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT, this);
      state = State.CONNECTING;
      nextNanos = now + settings.connectTimeout().toNanos();
      if (channel.connect(target)) {
        connected(now);
      }
    } catch (ConnectException e) {
      refused(now);
    } catch (IOException e) {
      saysNothing(now);
    }
  }

  /** The selector has something for this channel. */
  void ready(long now) {
    if (state == State.CONNECTING) {
      finishConnect(now);
    } else if (state == State.CONNECTED) {
      read(now);
    }
  }

  private void finishConnect(long now) {
    try {
      if (channel.finishConnect()) {
        connected(now);
      }
    } catch (ConnectException e) {
      // A connect that the kernel gave up is one too, but takes longer than settings allow.
      if (nextNanos - now > 0) {
        refused(now);
      } else {
        saysNothing(now);
      }
    } catch (IOException e) {
      saysNothing(now);
    }
  }

  private void connected(long now) {
    try {
      if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
        // On loopback, a connect from a port to itself succeeds when nobody listens there.
        refused(now);
        return;
      }
      channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
      state = State.CONNECTED;
      wasConnected = true;
      refusals = 0;
      listener.reached(member);
    } catch (IOException e) {
      saysNothing(now);
    }
  }

  private void read(long now) {
    try {
      int count = channel.read(discarded.clear());
      if (count < 0) {
        ended(now);
      }
    } catch (IOException e) {
      ended(now);
    }
  }

  private void ended(long now) {
    boolean soon = now - begunNanos < PAUSE_NANOS;
    shortLived = soon ? Math.min(shortLived + 1, MOST_DOUBLINGS) : 0;
    long pause = settings.interval().toNanos() * ((1L << shortLived) - 1);
    pause(now, Math.min(pause, PAUSE_NANOS));
  }

  private void refused(long now) {
    refusals++;
    if (!wasConnected) {
      saysNothing(now);
    } else if (refusals < settings.attempts()) {
      pause(now, settings.interval().toNanos());
    } else {
      close();
      state = State.DEAD;
      listener.died(member);
    }
  }

  private void saysNothing(long now) {
    refusals = 0;
    pause(now, PAUSE_NANOS);
  }

  private void pause(long now, long nanos) {
    close();
    state = State.PAUSED;
    nextNanos = now + nanos;
  }

  /** Ends the connection; closing it has the selector forget it. */
  void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is given up anyway.
      }
      channel = null;
    }
  }
}
