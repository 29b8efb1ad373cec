package io.tickrelay.simulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong, for one business or for all. A plain heap of switches; loop-owned.
 */
final class FaultPlan {

	boolean stalled;

	int refusals;

	int refusalStatus;

	/** The status of every connect, 0 for none. */
	int statusForAll;

	int acksToSwallow;

	@Nullable Duration ackDelay;

	boolean pushBeforeAck;

	boolean withholdGreeting;

	boolean staysOpenOnSymbolLimit;

	int errors;

	int errorCode;

	String errorMessage = "";

	/** Bytes until the next connection is cut, -1 for never. */
	long cutNextAfter = -1;

	/** 0 for as fast as it goes, -1 for undecided. */
	int bytesPerSecond = -1;

	/** The status of every REST answer, 0 for the right one. */
	int restStatus;

	@Nullable String restBody;

	Duration restDelay = Duration.ZERO;

	/** Types of products whose list can't be had. */
	final Set<String> brokenLists = new HashSet<>();

	final Set<String> muted = new HashSet<>();

}
