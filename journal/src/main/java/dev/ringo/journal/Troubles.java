package dev.ringo.journal;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files could not be written when they were written last: the disk is full, read-only, or
 * broken. Logged when it begins and when it ends. Written by one thread, read by any.
 */
final class Troubles {

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private final Map<String, String> now = new ConcurrentHashMap<>();

  void failed(String file, Throwable cause) {
    String before = now.put(file, file + " could not be written: " + cause);
    if (before == null) {
      LOG.error("{}: nothing that would be in it is acknowledged", now.get(file));
    }
  }

  void succeeded(String file) {
    if (!now.isEmpty() && now.remove(file) != null) {
      LOG.info("{} can be written again", file);
    }
  }

  /** One of them in words, and how many others there are; none if all is well. */
  Optional<String> now() {
    Iterator<String> sentences = now.values().iterator();
    if (!sentences.hasNext()) {
      return Optional.empty();
    }
    String first = sentences.next();
    int others = now.size() - 1;
    return Optional.of(others > 0 ? first + " (and " + others + " other files)" : first);
  }
}
