package io.tickrelay.documents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the sentences of a Java file's comments that break the house's rules. A sentence
 * has at most 25 words, and its subject is a noun of the domain.
 */
final class Prose {

	private static final int MOST_WORDS = 25;

	private static final Pattern TOKEN = Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\""
			+ "|'(?:\\\\.|[^'\\\\\n])+'|//[^\n]*(?:\n[ \t]*//[^\n]*)*|/\\*[\\s\\S]*?\\*/");

	private static final Pattern NO_NOUN = Pattern.compile("\\b(whoever|nobody|somebody)\\b", Pattern.CASE_INSENSITIVE);

	private static final Pattern TAG = Pattern.compile("\\{@\\w+\\s+([^}]*)}");

	private static final Pattern END = Pattern.compile("(?<=[.!?:;])\\**\\s+(?=[\\p{Lu}\"(`*\\[])|(?<=;)\\s+");

	private Prose() {
	}

	/** What is wrong with the comments of a Java file. */
	static List<String> faults(String source) {
		List<String> faults = new ArrayList<>();
		Matcher tokens = TOKEN.matcher(source);
		while (tokens.find()) {
			String token = tokens.group();
			if (token.startsWith("/")) {
				sentences(comment(token)).flatMap(Prose::faultsOfSentence).forEach(faults::add);
			}
		}
		return faults;
	}

	private static String comment(String token) {
		if (token.startsWith("//")) {
			return token.replaceAll("(?m)^\\s*// ?", "");
		}
		String text = token.replaceAll("^/\\*\\*?|\\*/$", "")
			.replaceAll("(?m)^\\s*\\* ?", "")
			.replaceAll("<pre>[\\s\\S]*?</pre>", "")
			.replaceAll("(?m)^\\s*@(param|return|throws|see|since)\\b", "\n\n")
			.replaceAll("</?(p|ul|ol|li|table|tr|td|th|h\\d)\\b[^>]*>", "\n\n");
		return TAG.matcher(text).replaceAll((tag) -> Matcher.quoteReplacement(last(tag.group(1))));
	}

	private static String last(String text) {
		return text.replaceFirst("^.*\\s", "");
	}

	private static Stream<String> sentences(String text) {
		return Arrays.stream(text.split("\n\\s*\n"))
			.map((paragraph) -> paragraph.strip().replaceAll("\\s+", " "))
			.map((paragraph) -> paragraph.replaceAll("`[^`]*`", "X"))
			.flatMap((paragraph) -> Arrays.stream(END.split(paragraph)));
	}

	private static Stream<String> faultsOfSentence(String sentence) {
		List<String> faults = new ArrayList<>();
		long words = Arrays.stream(sentence.split(" ")).filter((word) -> word.matches(".*\\w.*")).count();
		if (words > MOST_WORDS) {
			faults.add(words + " words: " + sentence);
		}
		if (NO_NOUN.matcher(sentence).find()) {
			faults.add("no noun: " + sentence);
		}
		return faults.stream();
	}

}
