package io.tickrelay.cluster.engine;

/**
 * The names of what a cluster has in the engine.
 *
 * @param cluster the cluster's name
 */
public record EngineKeys(String cluster) {

	String lease() {
		return prefix() + "lease";
	}

	String log() {
		return prefix() + "log";
	}

	String identity() {
		return prefix() + "identity";
	}

	String demand(String replica) {
		return prefix() + "demand:" + replica;
	}

	String demandChannel() {
		return prefix() + "demand";
	}

	String alive(String replica) {
		return alivePrefix() + replica;
	}

	String alivePrefix() {
		return prefix() + "alive:";
	}

	String ticket(String hash) {
		return prefix() + "ticket:" + hash;
	}

	// One slot, as the braces tell an engine that has several.
	private String prefix() {
		return "{" + this.cluster + "}:";
	}

}
