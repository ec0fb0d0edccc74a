package dev.ringo.domain;

/** What all owners on a node have together. */
record NodeLimits(SharedBytes uncommitted, CatchUpBudget catchUp) {

  static NodeLimits of(DomainSettings settings) {
    return new NodeLimits(
        new SharedBytes(settings.maxUncommittedBytesOfNode()),
        new CatchUpBudget(settings.catchUpBytesPerSecond()));
  }
}
