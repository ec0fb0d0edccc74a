package dev.ringo.cluster;

import akka.cluster.ConfigValidation;
import akka.cluster.JoinConfigCompatChecker;
import com.typesafe.config.Config;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lets only nodes join that compute the same ring as the members do. Akka makes it by its name. */
public final class SameRing extends JoinConfigCompatChecker {

  private static final List<String> KEYS = List.of("ringo.ring.tokens");

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(KEYS).toSeq();
  }

  @Override
  public ConfigValidation check(Config joining, Config members) {
    return JoinConfigCompatChecker.fullMatch(requiredKeys(), joining, members);
  }
}
