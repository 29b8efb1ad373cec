package io.tickrelay.testing;

import io.netty.channel.ChannelOption;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Has a relay's sockets hold little of what their clients have not taken yet: left alone,
 * each would take megabytes on this machine's own network.
 */
public final class SmallSendBuffers implements ApplicationContextInitializer<GenericApplicationContext> {

	private static final int BYTES = 16_384;

	@Override
	public void initialize(GenericApplicationContext context) {
		context.registerBean("smallSendBuffers", Customizer.class, Customizer::new);
	}

	private static final class Customizer implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

		@Override
		public void customize(NettyReactiveWebServerFactory factory) {
			NettyServerCustomizer small = (server) -> server.childOption(ChannelOption.SO_SNDBUF, BYTES);
			factory.addServerCustomizers(small);
		}

	}

}
