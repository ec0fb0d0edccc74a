package dev.ringo.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {

  private static final long SEEDS = 2_000;

  /** The scarcest mistake takes some hundreds of seeds. */
  private static final long SEEDS_UNTIL_FOUND = 8_000;

  @Test
  void noPromiseIsBrokenInAnyOfManyWorlds() {
    List<SimulationReport> reports =
        LongStream.rangeClosed(1, SEEDS)
            .parallel()
            .mapToObj(seed -> Simulation.run(seed, Rules.PRODUCTION))
            .toList();
    assertThat(reports).filteredOn(report -> report.failure().isPresent()).isEmpty();

    Figures all = new Figures();
    reports.forEach(report -> all.addAll(report.figures()));
    assertThat(Figure.values()).allSatisfy(figure -> assertThat(all.of(figure)).isPositive());
    assertThat(all.of(Figure.ENTRIES_ACKNOWLEDGED)).isGreaterThan(10 * SEEDS);
  }

  @ParameterizedTest
  @EnumSource(BrokenRules.class)
  void aBrokenRuleIsFound(BrokenRules rules) {
    assertThat(firstBroken(seed -> Simulation.runWith(world -> where(rules, world), seed, rules)))
        .isPresent();
  }

  /** One mistake takes a restart between two messages of a creation, which is rare elsewhere. */
  private static Scenario where(BrokenRules rules, Scenario world) {
    return rules == BrokenRules.THE_PROMISE_TO_A_CREATOR_IS_FORGOTTEN ? raceToCreate(world) : world;
  }

  private static Scenario raceToCreate(Scenario world) {
    return new Scenario(
        world.nodes(),
        1,
        1,
        100,
        world.lostPercent(),
        world.doubledPercent(),
        world.slowPercent(),
        world.slowMillis(),
        world.persistMillis(),
        1,
        40,
        10,
        300,
        world.movesPercent(),
        12,
        400,
        0);
  }

  /** A promise is kept or broken; that a world does not settle is not proof enough here. */
  private static Optional<SimulationReport> firstBroken(LongFunction<SimulationReport> simulation) {
    return LongStream.rangeClosed(1, SEEDS_UNTIL_FOUND)
        .mapToObj(simulation)
        .filter(
            report ->
                report.failure().filter(what -> !what.startsWith("a healed world")).isPresent())
        .findFirst();
  }

  @Test
  void theSameSeedGivesTheSameSteps() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    Simulation.run(7, Rules.PRODUCTION, first::add);
    SimulationReport report = Simulation.run(7, Rules.PRODUCTION, second::add);
    assertThat(second).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan((int) report.figures().of(Figure.STEPS));
  }

  @Test
  void aFailureSaysHowToSeeIt() {
    BrokenRules rules = BrokenRules.ONE_COPY_IS_ENOUGH_TO_COMMIT;
    SimulationReport broken = firstBroken(seed -> Simulation.run(seed, rules)).orElseThrow();
    List<String> trace = new ArrayList<>();
    SimulationReport again = Simulation.run(broken.seed(), rules, trace::add);
    assertThat(again.failure()).isEqualTo(broken.failure());
    assertThat(broken.toString())
        .contains("seed " + broken.seed() + " broke at")
        .contains("./ringo simulate --seeds 1 --seed " + broken.seed() + " --trace");
    assertThat(trace.get(trace.size() - 1)).contains("BROKEN: ");
  }
}
