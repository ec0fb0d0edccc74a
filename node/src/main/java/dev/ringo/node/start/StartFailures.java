package dev.ringo.node.start;

import com.typesafe.config.ConfigException;
import dev.ringo.journal.JournalException;
import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.util.stream.Stream;

/** Says in one line why a start failed, if it is something an operator can mend. */
final class StartFailures {

  private StartFailures() {}

  /** A failure for the operator, or the failure itself, which is then a bug. */
  static RuntimeException explain(Throwable failure, String option, Endpoint at) {
    for (Throwable cause : Stream.iterate(failure, c -> c != null, Throwable::getCause).toList()) {
      if (cause instanceof CommandFailure known) {
        return known;
      }
      if (cause instanceof JournalException) {
        return CommandFailure.failed(cause.getMessage());
      }
      if (cause instanceof ConfigException || cause instanceof IllegalArgumentException) {
        return CommandFailure.usage(cause.getMessage());
      }
      if (cause instanceof IOException
          || String.valueOf(cause.getMessage()).contains("BindException")) {
        return CommandFailure.failed(Ports.refusal(at, option, (Exception) cause));
      }
    }
    return new IllegalStateException("the start failed", failure);
  }
}
