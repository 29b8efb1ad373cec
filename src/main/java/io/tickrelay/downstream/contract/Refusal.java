package io.tickrelay.downstream.contract;

import java.time.Duration;

import org.springframework.http.HttpStatus;

/**
 * Why a client is not let in.
 *
 * @param code the word for programs
 * @param status the HTTP status
 * @param retryAfter the least time to wait before another attempt
 * @param message what is wrong and what to do
 */
public record Refusal(ErrorCode code, HttpStatus status, Duration retryAfter, String message) {
}
