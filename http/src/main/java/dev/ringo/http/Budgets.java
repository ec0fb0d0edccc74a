package dev.ringo.http;

/**
 * What a gateway may hold at once.
 *
 * @param uploads bytes of values on their way in, until their put is answered
 * @param replies bytes of values on their way out
 */
record Budgets(ByteBudget uploads, ByteBudget replies) {

  static Budgets of(GatewaySettings settings) {
    return new Budgets(
        new ByteBudget(settings.maxUploadBytes()), new ByteBudget(settings.maxReplyBytes()));
  }
}
