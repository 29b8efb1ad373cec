package io.tickrelay.hub.lane;

import java.util.function.Consumer;

import io.tickrelay.hub.Frame;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Carries frames from the business's loop to the lane's queue. */
final class LaneSubscriber implements CoreSubscriber<Frame> {

	private final Consumer<Frame> inbox;

	private @Nullable Subscription subscription;

	LaneSubscriber(Consumer<Frame> inbox) {
		this.inbox = inbox;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(Frame frame) {
		this.inbox.accept(frame);
	}

	@Override
	public void onError(Throwable error) {
		// A topic's sink never ends. It becomes garbage when no client wants the topic.
	}

	@Override
	public void onComplete() {
		// As above.
	}

	void cancel() {
		if (this.subscription != null) {
			this.subscription.cancel();
		}
	}

}
