/**
 * The words of the contract: what clients may ask for, and why they are refused or sent
 * away. Values without threads, which every transport shares.
 */
@NullMarked
package io.tickrelay.downstream.contract;

import org.jspecify.annotations.NullMarked;
