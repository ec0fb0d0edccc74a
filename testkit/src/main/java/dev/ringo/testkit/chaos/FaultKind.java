package dev.ringo.testkit.chaos;

/** What a chaos run does to nodes. */
enum FaultKind {
  RESTART("kill -9 and a restart with the same id"),
  REPLACE("kill -9 and a new node in its place"),
  STOP("SIGSTOP for some seconds"),
  LEAVE("SIGTERM and a new node in its place"),
  JOIN("a new node more"),
  CUT("one node cut off for some seconds");

  private final String words;

  FaultKind(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
