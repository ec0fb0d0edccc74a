package dev.ringo.replication;

import dev.ringo.replication.Protocol.Append;
import dev.ringo.replication.Protocol.Claim;
import dev.ringo.replication.Protocol.Confirm;
import dev.ringo.replication.Protocol.Granted;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a feed does. */
final class FeedRecorder implements CopyFeed.Effects {

  private final List<String> effects = new ArrayList<>();
  private final List<Append> sent = new ArrayList<>();

  /** What happened since this was asked last. */
  List<String> happened() {
    List<String> since = List.copyOf(effects);
    effects.clear();
    return since;
  }

  Append lastAppend() {
    return sent.get(sent.size() - 1);
  }

  @Override
  public void claim(Claim claim) {
    effects.add("claim");
  }

  @Override
  public void append(Append append) {
    sent.add(append);
    effects.add(
        "append after "
            + append.previous().index()
            + " to "
            + append.end().index()
            + ", committed "
            + append.committed());
  }

  @Override
  public void confirm(Confirm confirm) {
    effects.add("confirm " + confirm.round());
  }

  @Override
  public void fetch(long from) {
    effects.add("fetch " + from);
  }

  @Override
  public void granted(Granted granted) {
    effects.add("granted");
  }

  @Override
  public void gone() {
    effects.add("gone");
  }

  @Override
  public void refused(Epoch promised) {
    effects.add("refused by " + promised.number());
  }

  @Override
  public void matched(long index, boolean full) {
    effects.add("matched " + index + (full ? ", full" : ""));
  }

  @Override
  public void confirmed(long round) {
    effects.add("confirmed " + round);
  }
}
