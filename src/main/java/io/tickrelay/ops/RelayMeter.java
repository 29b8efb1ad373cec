package io.tickrelay.ops;

/**
 * Every meter of the relay, as {@code /actuator/prometheus} shows them (dots become
 * underscores, counters end in {@code _total}). No tag holds a symbol, a client or a key,
 * so their number is fixed at start.
 */
public enum RelayMeter {

	/** Counter by {@code business}. */
	UPSTREAM_CONNECTS("relay.upstream.connects", "Sockets to the upstream that were asked for"),
	/** Counter by {@code business}. */
	UPSTREAM_OPENED("relay.upstream.opened", "Handshakes with the upstream that succeeded"),
	/** Counter by {@code business}. */
	UPSTREAM_TICKS("relay.upstream.ticks", "Ticks received from the upstream"),
	/**
	 * Counter by {@code business} and {@code kind}: subscribe, unsubscribe, heartbeat.
	 */
	UPSTREAM_FRAMES_SENT("relay.upstream.frames.sent", "Frames sent, which the vendor counts against the key"),
	/** Counter by {@code business} and {@code kind}, see {@code ServerFrame.Kind}. */
	UPSTREAM_UNDECODABLE("relay.upstream.frames.undecodable", "Frames of the upstream that could not be used"),
	/** Counter by {@code business} and {@code code}: the vendor's, HTTP's or a name. */
	UPSTREAM_FAILURES("relay.upstream.failures", "Failures of the upstream"),
	/** Counter by {@code business}. */
	UPSTREAM_MUTES("relay.upstream.mutes", "Streams that fell silent far beyond their own cadence on an open session"),
	/** Counter by {@code business}. */
	UPSTREAM_RENEWALS("relay.upstream.renewals", "Subscriptions given up and asked for anew on an open session"),
	/** Gauge by {@code business}; 1 calls for a human. */
	UPSTREAM_SUSPENDED("relay.upstream.suspended", "Whether the session waits because it was opened too often"),
	/** Counter by {@code business}; anything but 0 is a bug. */
	UPSTREAM_BUGS("relay.upstream.bugs", "Exceptions of the relay itself, each of which cost a frame"),
	/** Counter by {@code business}. */
	UPSTREAM_BACKFILLED("relay.upstream.backfilled.bars", "Bars missed during an outage and fetched behind it"),
	/** Counter by {@code business}. */
	UPSTREAM_BACKFILLS_FAILED("relay.upstream.backfills.failed",
			"Streams whose missed bars could not be fetched in time"),
	/** Counter by {@code outcome}, see {@code RestOutcome}. */
	UPSTREAM_REST_REQUESTS("relay.upstream.rest.requests", "REST requests to the upstream"),
	/** Gauge by {@code business} and {@code state}: 1 for the state it is in. */
	UPSTREAM_STATE("relay.upstream.state", "The state of the session"),
	/** Gauge by {@code business}. */
	UPSTREAM_DESIRED("relay.upstream.topics.desired", "Topics that the session should carry"),
	/** Gauge by {@code business}. */
	UPSTREAM_ACTIVE("relay.upstream.topics.active", "Topics that the upstream acknowledged"),
	/** Gauge by {@code business}, in seconds; NaN before the first tick. */
	UPSTREAM_DATA_AGE("relay.upstream.data.age", "Time since the last tick"),
	/** Gauge by {@code business}. */
	UPSTREAM_RECONNECTS("relay.upstream.reconnects.last.hour", "Sockets opened after the first, in the last hour"),
	/** Gauge. */
	UPSTREAM_FRAME_BUDGET("relay.upstream.frame.budget.left", "Frames that the key may send now, heartbeats apart"),
	/** Gauge by {@code type}, as the vendor names the list. */
	CATALOG_SYMBOLS("relay.catalog.symbols", "Symbols of the upstream's product list"),
	/** Gauge by {@code type}. */
	CATALOG_OMITTED("relay.catalog.symbols.omitted", "Symbols that relay.catalog.max-symbols had no room for"),
	/** Gauge by {@code type}. */
	CATALOG_UNREADABLE("relay.catalog.rows.unreadable", "Rows of the product list that name no symbol"),
	/** Gauge by {@code type}, in seconds; NaN before it is loaded. */
	CATALOG_AGE("relay.catalog.age", "Time since the product list was loaded"),
	/** Counter by {@code type}. */
	CATALOG_FAILURES("relay.catalog.failures", "Attempts to load the product list that failed"),
	/** Counter. */
	HUB_TICKS("relay.hub.ticks", "Ticks numbered and handed on"),
	/** Counter. */
	HUB_UNWANTED("relay.hub.ticks.unwanted", "Ticks of topics that are no longer wanted"),
	/** Counter; anything but 0 is a bug. */
	HUB_REFUSED("relay.hub.emissions.refused", "Frames that a topic's sink refused"),
	/** Counter; anything but 0 is a bug. */
	HUB_FAILURES("relay.hub.failures", "Frames that an exception kept from clients"),
	/** Counter. */
	HUB_DELIVERIES("relay.hub.deliveries", "Frames handed to clients"),
	/** Counter. */
	HUB_CONFLATED("relay.hub.conflated", "Updates replaced by newer ones before a slow client took them"),
	/** Counter. */
	HUB_DROPPED("relay.hub.bars.dropped", "Updates of bars that a slow or paced client had no room for"),
	/** Timer with a histogram, once a batch: its oldest tick. */
	HUB_EXCHANGE_TO_RELAY("relay.hub.exchange.to.relay", "From the exchange's time of a tick to its receipt"),
	/** Timer with a histogram, once a batch: its oldest tick. */
	HUB_RELAY_TO_SOCKET("relay.hub.relay.to.socket", "From the receipt of a tick to its clients' sockets"),
	/** Gauge. */
	HUB_REPLAY_EVENTS("relay.hub.replay.events", "Ticks kept for clients that come back"),
	/** Gauge, in bytes. */
	HUB_REPLAY_BYTES("relay.hub.replay.bytes", "Heap that the kept ticks take, estimated"),
	/** Counter by {@code outcome}: recovered, window, restart. */
	HUB_RESUMPTIONS("relay.hub.resumptions", "Clients that came back and asked for what they had missed"),
	/** Counter. */
	HUB_REPLAYED("relay.hub.replayed", "Ticks sent again to clients that came back"),
	/** Gauge, in seconds. */
	HUB_LATE("relay.hub.late", "How late ticks are while an event loop has more to do than it can; else 0"),
	/** Counter. */
	HUB_SKIPPED("relay.hub.skipped", "Updates that clients were not given because the relay was behind"),
	/** Counter. */
	HUB_LANE_OVERFLOWS("relay.hub.lane.overflows", "Frames that a full lane could not take"),
	/** Gauge. */
	HUB_LANE_BACKLOG("relay.hub.lane.backlog", "Frames that wait for an event loop"),
	/** Gauge by {@code business} and {@code state}: live, pending, stale, rejected. */
	HUB_STREAMS("relay.hub.streams", "Streams by state"),
	/** Gauge by {@code phase}: held, lingering. */
	HUB_TOPICS("relay.hub.topics", "Topics that clients hold, and those that outlive their last client for a while"),
	/** Gauge by {@code transport}. */
	DOWNSTREAM_CONNECTIONS("relay.downstream.connections", "Clients connected"),
	/** Counter by {@code transport}. */
	DOWNSTREAM_OPENED("relay.downstream.connections.opened", "Clients that have connected"),
	/** Counter by {@code reason}, see {@code DisconnectReason}. */
	DOWNSTREAM_ENDED("relay.downstream.disconnects", "Clients that have gone"),
	/** Counter by {@code code}, see {@code ErrorCode}. */
	DOWNSTREAM_ERRORS("relay.downstream.errors", "Requests and commands of clients that were refused"),
	/** Gauge. */
	DOWNSTREAM_INSIDE("relay.downstream.clients", "Clients that count against the limits of connections"),
	/** Gauge; less than was set where the process may open too few files. */
	DOWNSTREAM_MOST_CLIENTS("relay.downstream.clients.most", "The most clients that are let in"),
	/** Gauge. */
	DOWNSTREAM_ADDRESSES("relay.downstream.addresses", "Different addresses that clients come from"),
	/** Gauge. */
	DOWNSTREAM_CREDENTIALS("relay.downstream.credentials", "Different credentials that clients have shown"),
	/** Gauge. */
	DOWNSTREAM_TICKETS("relay.downstream.tickets", "Tickets that were issued and not used yet"),
	/** Gauge. */
	DOWNSTREAM_STREAMS("relay.downstream.streams", "Streams of all clients together"),
	/** Gauge; the request that asks for the meters is one of them. */
	DOWNSTREAM_REQUESTS("relay.downstream.requests", "Requests that are being answered, streams and probes apart"),
	/** Gauge; the connection that asks for the meters is one of them. */
	DOWNSTREAM_HANDSHAKES("relay.downstream.handshakes", "Connections that are no clients, or not yet"),
	/** Counter by {@code cause}: timeout, idle, full, unread. */
	DOWNSTREAM_HANDSHAKES_ENDED("relay.downstream.handshakes.ended",
			"Connections that were ended without being a client's"),
	/** Gauge. */
	DOWNSTREAM_GROUPS("relay.downstream.groups", "Groups of clients that get the same bytes"),
	/** Gauge. */
	DOWNSTREAM_QUEUED("relay.downstream.outbox.frames", "Frames that wait for slow clients"),
	/** Gauge, in bytes. */
	DOWNSTREAM_QUEUED_BYTES("relay.downstream.outbox.bytes", "Heap that waits for slow clients, estimated");

	private final String meterName;

	private final String description;

	RelayMeter(String meterName, String description) {
		this.meterName = meterName;
		this.description = description;
	}

	/**
	 * The meter's name.
	 * @return with dots, as Micrometer spells it
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * What it measures.
	 * @return a phrase
	 */
	public String description() {
		return this.description;
	}

}
