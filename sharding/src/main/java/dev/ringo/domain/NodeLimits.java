package dev.ringo.domain;

import java.util.concurrent.Semaphore;

/**
 * What all owners on a node have together.
 *
 * @param moves a permit for each chunk of which a copy moves though none is missing
 */
record NodeLimits(SharedBytes uncommitted, CatchUpBudget catchUp, Semaphore moves) {

  static NodeLimits of(DomainSettings settings) {
    return new NodeLimits(
        new SharedBytes(settings.maxUncommittedBytesOfNode()),
        new CatchUpBudget(settings.catchUpBytesPerSecond()),
        new Semaphore(settings.movesAtOnce()));
  }
}
