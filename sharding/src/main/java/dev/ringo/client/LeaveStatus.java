package dev.ringo.client;

import java.util.List;

/**
 * How far a node has come with its leaving.
 *
 * @param leaving was it told to leave?
 * @param copies that it still holds, and owners without a copy that are still on it; while it
 *     leaves, they are being handed over
 * @param waitingFor some of these, in words
 */
public record LeaveStatus(boolean leaving, int copies, List<String> waitingFor) {}
