# Packs the jar that `./mvnw verify` has built and tested:
#
#   ./mvnw verify && docker build -t tickrelay .
#
# The jar comes from target/ and is not built again in here. What was tested is then, byte for byte, what
# ships, and the image's build needs neither Maven, nor the network, nor a cache of dependencies. The price,
# one command before `docker build`, is worth it.

ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS layers
# By which a builder that keeps the images of earlier stages can be told to drop them.
LABEL io.tickrelay.stage="layers"
WORKDIR /build
COPY target/tickrelay.jar ./
RUN java -Djarmode=tools -jar tickrelay.jar extract --layers --destination layers
# Netty would unpack its native transport into the temporary directory at every start and load it from there;
# on a noexec or read-only one it falls back to NIO without a word. A library that lies on java.library.path
# is loaded as it is, so the container needs no writable directory at all.
RUN mkdir native \
    && for jar in layers/dependencies/lib/netty-transport-native-*-linux-*.jar; do \
         (cd native && jar --extract --file "../${jar}" META-INF/native) || exit 1; \
       done \
    && test -n "$(ls native/META-INF/native/*.so)"
COPY src/image/Training.java ./
RUN javac -d training Training.java

# The relay without what only an image needs to be run.
FROM ${RUNTIME_IMAGE} AS relay
WORKDIR /opt/tickrelay
# From what changes least to what changes most. The files stay root's: the process can't change its own code.
COPY --from=layers /build/native/META-INF/native/ native/
COPY --from=layers /build/layers/dependencies/ ./
COPY --from=layers /build/layers/spring-boot-loader/ ./
COPY --from=layers /build/layers/snapshot-dependencies/ ./
COPY --from=layers /build/layers/application/ ./
# What the relay allocates dies at once, so a young generation of this size is collected in a millisecond or few, often;
# no other collector had shorter pauses at less cost on one core (src/docs/performance.md). Room for classes, of which
# the first clients need 53 MB and whose growth would each time have the whole heap collected. Two collectors at
# once stop the JVM's start, so this stands where a user can replace it: JDK_JAVA_OPTIONS= takes it away.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmn8m -XX:MetaspaceSize=128m"
COPY src/image/java.flags ./

# Classes as the JVM has them once they are loaded and linked, and what it learned of their methods, written at the end of a
# run with clients: with it the relay is ready in half the time, and its first clients come to code that is compiled soon.
# A cache belongs to one JVM and to the very files of the stage above, times included. --build-arg AOT=false leaves it out.
FROM relay AS trained
LABEL io.tickrelay.stage="trained"
ARG AOT=true
COPY --from=layers /build/training/ /training/
RUN mkdir /cache && cp java.flags /cache/ \
    && if [ "${AOT}" = true ]; then \
         java -XX:TieredStopAtLevel=1 -cp /training Training /cache/tickrelay.aot java @java.flags -jar tickrelay.jar \
         && echo "-XX:AOTCache=/opt/tickrelay/tickrelay.aot" >> /cache/java.flags; \
       fi

FROM relay
COPY --from=trained /cache/ ./
# A number, because Kubernetes' runAsNonRoot can't judge a name.
USER 10001:10001
EXPOSE 8080

# Readiness is that of the relay alone and does not follow the upstream, so an outage upstream restarts nothing.
# bash, which the bases above have, opens the connection itself: neither curl nor a second JVM. With TLS in the relay,
# give a check of your own or --no-healthcheck.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>\"/dev/tcp/127.0.0.1/${MANAGEMENT_SERVER_PORT:-${SERVER_PORT:-8080}}\" && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]

ENTRYPOINT ["java", "@java.flags", "-jar", "tickrelay.jar"]

# Last, so that a new commit alone leaves every layer above as it was.
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Tickrelay" \
      org.opencontainers.image.description="Fans one Infoway market-data session per business out to SSE and WebSocket clients" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
