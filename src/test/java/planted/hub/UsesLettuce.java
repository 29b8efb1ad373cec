package planted.hub;

import io.lettuce.core.RedisURI;

record UsesLettuce(RedisURI forbidden) {
}
