package dev.ringo.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringo.testkit.history.DomainHistory.Get;
import dev.ringo.testkit.history.DomainHistory.Outcome;
import dev.ringo.testkit.history.DomainHistory.Put;
import dev.ringo.testkit.history.Register.Answer;
import dev.ringo.testkit.history.Register.Changed;
import dev.ringo.testkit.history.Register.Delete;
import dev.ringo.testkit.history.Register.Read;
import dev.ringo.testkit.history.Register.Refused;
import dev.ringo.testkit.history.Register.Request;
import dev.ringo.testkit.history.Register.SetIfValue;
import dev.ringo.testkit.history.Register.Shown;
import dev.ringo.testkit.history.Register.Write;
import dev.ringo.testkit.history.Verdict.Linearizable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** The checkers say the same of small random histories as a checker that tries every order. */
final class RandomHistoriesTest {

  private static final OptionalLong NO_VERSION = OptionalLong.empty();

  /** A list that is appended to and read: what the values of one key are. */
  private static final class AppendOnly implements Model<List<String>, String, List<String>> {

    @Override
    public List<String> initial() {
      return List.of();
    }

    /** An empty request reads. */
    @Override
    public Optional<List<String>> next(
        List<String> now, String request, Optional<List<String>> answer) {
      if (request.isEmpty()) {
        return answer.filter(now::equals);
      }
      List<String> longer = new ArrayList<>(now);
      longer.add(request);
      return Optional.of(longer);
    }
  }

  @Property(tries = 8_000, shrinking = ShrinkingMode.OFF)
  void registersAreJudgedAsByBruteForce(@ForAll Random random) {
    List<Operation<Request, Answer>> history = new ArrayList<>();
    int size = 1 + random.nextInt(6);
    for (int i = 0; i < size; i++) {
      history.add(randomOperation(random));
    }
    boolean expected = EveryOrder.explains(new Register(), history);
    Statistics.collect(expected);
    Verdict<Request, Answer> verdict =
        Linearizability.check(new Register(), history, Bound.DEFAULT);
    assertThat(verdict instanceof Linearizable).as("%s", history).isEqualTo(expected);
    if (verdict instanceof Linearizable<Request, Answer> yes) {
      assertThat(EveryOrder.isExplainedBy(new Register(), history, yes.order())).isTrue();
    }
  }

  private static Operation<Request, Answer> randomOperation(Random random) {
    long invoked = random.nextInt(12);
    Request request =
        switch (random.nextInt(5)) {
          case 0 -> new Write(randomValue(random));
          case 1 -> new Delete();
          case 2 -> new SetIfValue(Optional.of(randomValue(random)), randomValue(random));
          default -> new Read();
        };
    if (random.nextInt(4) == 0) {
      return Operation.unknown(request, invoked);
    }
    Span span = new Span(invoked, invoked + random.nextInt(6));
    return Operation.answered(request, randomAnswer(random, request), span);
  }

  private static Answer randomAnswer(Random random, Request request) {
    if (request instanceof Read) {
      return random.nextInt(3) == 0
          ? new Shown(Optional.empty(), NO_VERSION)
          : new Shown(Optional.of(randomValue(random)), NO_VERSION);
    }
    return request instanceof SetIfValue && random.nextBoolean()
        ? new Refused()
        : new Changed(NO_VERSION);
  }

  private static String randomValue(Random random) {
    return random.nextBoolean() ? "a" : "b";
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void domainsAreJudgedAsByLinearizability(@ForAll Random random) {
    List<Put> puts = new ArrayList<>();
    int size = 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      puts.add(randomPut(random, "v" + i));
    }
    List<Get> gets = new ArrayList<>();
    int reads = 1 + random.nextInt(4);
    for (int i = 0; i < reads; i++) {
      long invoked = random.nextInt(14);
      Span span = new Span(invoked, invoked + random.nextInt(6));
      gets.add(new Get("k", randomAnswer(random, size), span));
    }
    boolean expected =
        Linearizability.check(new AppendOnly(), asOperations(puts, gets), Bound.DEFAULT)
            instanceof Linearizable;
    Statistics.collect(expected);
    assertThat(DomainChecker.check(puts, gets).isClean())
        .as("%s %s", puts, gets)
        .isEqualTo(expected);
  }

  private static Put randomPut(Random random, String value) {
    long invoked = random.nextInt(10);
    Outcome outcome = random.nextInt(8) == 0 ? Outcome.NOT_STORED : Outcome.STORED;
    return random.nextInt(4) == 0
        ? new Put("k", value, Outcome.UNKNOWN, new Span(invoked, Span.NEVER))
        : new Put("k", value, outcome, new Span(invoked, invoked + random.nextInt(6)));
  }

  /** Mostly a beginning of the values in order, so that not all histories are bad. */
  private static List<String> randomAnswer(Random random, int values) {
    List<String> answer = new ArrayList<>();
    int length = random.nextInt(values + 1);
    for (int i = 0; i < length; i++) {
      answer.add("v" + (random.nextInt(12) == 0 ? random.nextInt(values + 1) : i));
    }
    if (random.nextInt(12) == 0) {
      Collections.shuffle(answer, random);
    }
    return answer;
  }

  private static List<Operation<String, List<String>>> asOperations(
      List<Put> puts, List<Get> gets) {
    List<Operation<String, List<String>>> history = new ArrayList<>();
    for (Put put : puts) {
      switch (put.outcome()) {
        case STORED -> history.add(Operation.answered(put.value(), List.of(), put.span()));
        case UNKNOWN -> history.add(Operation.unknown(put.value(), put.span().invoked()));
        case NOT_STORED -> {
          // It never takes effect.
        }
      }
    }
    gets.forEach(get -> history.add(Operation.answered("", get.values(), get.span())));
    return history;
  }
}
