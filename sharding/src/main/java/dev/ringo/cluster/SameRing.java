package dev.ringo.cluster;

import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.JoinConfigCompatChecker;
import akka.cluster.Valid;
import com.typesafe.config.Config;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lets only nodes join that compute the same ring as the members do. Akka makes it by its name. */
public final class SameRing extends JoinConfigCompatChecker {

  private static final String TOKENS = "ringo.ring.tokens";

  @Override
  public Seq<String> requiredKeys() {
    return seq(TOKENS);
  }

  @Override
  public ConfigValidation check(Config joining, Config members) {
    if (!joining.hasPath(TOKENS)) {
      return new Invalid(seq(TOKENS + " is missing"));
    }
    // One may be a number and the other one its digits.
    int theirs = joining.getInt(TOKENS);
    int ours = members.getInt(TOKENS);
    return theirs == ours
        ? Valid.getInstance()
        : new Invalid(seq(TOKENS + " is " + theirs + ", not " + ours));
  }

  private static Seq<String> seq(String text) {
    return CollectionConverters.asScala(List.of(text)).toSeq();
  }
}
