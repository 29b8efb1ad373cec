/**
 * Who clients are, and what they may do: keys, tokens and tickets, checked by Spring
 * Security in front of everything else.
 *
 * <p>
 * The chain finds all credentials that a request showed ({@link CredentialConverter}).
 * The first good one says whose the request is ({@link CredentialAuthenticator}).
 * {@link AccessRules} refuses foreign origins without a judged key or token, then tells
 * for each path what a credential must be good for. There is no session and no cookie, so
 * no other site can send a request in a user's name.
 *
 * <p>
 * Keys are random, so their hash is a plain SHA-256: a slow hash would cost the relay
 * more than an attacker. A shown key's hash is compared with all of them, each to its
 * end. Tickets are kept by hash, too.
 *
 * <p>
 * {@link CheckedBundles} stands in the place of Spring Boot's registry. A changed TLS
 * pair with which no handshake could succeed is logged and does not take over.
 */
@NullMarked
package io.tickrelay.downstream.security;

import org.jspecify.annotations.NullMarked;
