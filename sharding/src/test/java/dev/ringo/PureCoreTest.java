package dev.ringo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** What decides is pure, so that the simulation runs the very code that the cluster runs. */
@AnalyzeClasses(packages = "dev.ringo", importOptions = ImportOption.DoNotIncludeTests.class)
class PureCoreTest {

  private static final String[] CORE = {
    "dev.ringo.ring..", "dev.ringo.entry..", "dev.ringo.replication.."
  };

  @ArchTest
  static final ArchRule itKnowsNeitherActorsNorTheRestOfTheProgram =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("akka..", "scala..", "dev.ringo..")
                  .and(not(resideInAnyPackage(CORE))));

  @ArchTest
  static final ArchRule itHasNoThreads =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.util.concurrent..")
                  .and(not(equivalentTo(ThreadLocalRandom.class))))
          .orShould()
          .dependOnClassesThat(equivalentTo(Thread.class));

  /** Its ids are random; its rules are not. */
  @ArchTest
  static final ArchRule itsRulesAreDeterministic =
      noClasses()
          .that()
          .resideInAPackage("dev.ringo.replication..")
          .should()
          .dependOnClassesThat(equivalentTo(ThreadLocalRandom.class))
          .orShould()
          .dependOnClassesThat(equivalentTo(Random.class));

  @ArchTest
  static final ArchRule itHasNoInputAndOutput =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..", "java.net..", "java.nio.file..", "java.nio.channels..")
                  .and(not(equivalentTo(ByteArrayOutputStream.class)))
                  .and(not(equivalentTo(Serializable.class)))
                  .and(not(equivalentTo(OutputStream.class))));

  @ArchTest
  static final ArchRule itHasNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.time.."))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
