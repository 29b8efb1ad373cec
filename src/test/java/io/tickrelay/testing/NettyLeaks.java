package io.tickrelay.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Every buffer of Netty's that anybody in this JVM has forgotten to release. Netty asks
 * for its detectors once, when its first buffer is made, so this comes before all tests.
 */
public final class NettyLeaks implements LauncherSessionListener {

	private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
	}

	/** What has been seen by now, with where it was touched. */
	public static List<String> seen() {
		synchronized (SEEN) {
			return List.copyOf(SEEN);
		}
	}

	private static final class Factory extends ResourceLeakDetectorFactory {

		@Override
		@SuppressWarnings("deprecation") // It is abstract all the same.
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return new Detector<>(resource, samplingInterval);
		}

	}

	private static final class Detector<T> extends ResourceLeakDetector<T> {

		Detector(Class<T> resource, int samplingInterval) {
			super(resource, samplingInterval);
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			SEEN.add(resourceType + records);
			super.reportTracedLeak(resourceType, records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			SEEN.add(resourceType);
			super.reportUntracedLeak(resourceType);
		}

	}

}
