package io.tickrelay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Every buffer of Netty's that anybody in this JVM has forgotten to release. Netty asks
 * for its detectors once, when its first buffer is made, so this comes before all tests.
 * A leak is written to the file that the property {@code tickrelay.leaks} names, and that
 * file fails the build. It tells where the buffer was made, because the test is unknown
 * by then.
 */
public final class NettyLeaks implements LauncherSessionListener {

	private static final int LOOKS = 10;

	private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
	}

	@Override
	public void launcherSessionClosed(LauncherSession session) {
		look();
	}

	/** Looks for what was forgotten up to now, and tells all that has been seen. */
	public static List<String> look() {
		// Found by the collector, told at the next buffer.
		for (int i = 0; i < LOOKS; i++) {
			System.gc();
			PooledByteBufAllocator.DEFAULT.directBuffer().release();
		}
		return seen();
	}

	private static void onLeak(String leak) {
		SEEN.add(leak);
		String file = System.getProperty("tickrelay.leaks");
		if (file != null) {
			try {
				Files.writeString(Path.of(file), leak + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
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
			onLeak(resourceType + records);
			super.reportTracedLeak(resourceType, records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			onLeak(resourceType);
			super.reportUntracedLeak(resourceType);
		}

	}

}
