package io.tickrelay.documents;

import java.util.ArrayList;
import java.util.List;

import io.apicurio.datamodels.Library;
import io.apicurio.datamodels.TraverserDirection;
import io.apicurio.datamodels.models.Document;
import io.apicurio.datamodels.models.Node;
import io.apicurio.datamodels.models.Schema;
import io.apicurio.datamodels.models.asyncapi.AsyncApiMessageExample;
import io.apicurio.datamodels.models.visitors.AllNodeVisitor;

/**
 * What AsyncAPI 3 asks of a document: the rules that Apicurio knows, and no property that
 * its model has no place for. Schemas are looked at elsewhere.
 */
final class AsyncApiRules extends AllNodeVisitor {

	private final List<String> unknown = new ArrayList<>();

	private AsyncApiRules() {
	}

	/** What is wrong with a document. */
	static List<String> faults(String json) {
		Document document = Library.readDocumentFromJSONString(json);
		AsyncApiRules rules = new AsyncApiRules();
		Library.visitTree(document, rules, TraverserDirection.down);
		List<String> faults = new ArrayList<>(rules.unknown);
		Library.validate(document, null)
			.forEach((problem) -> faults.add(problem.nodePath + " " + problem.property + ": " + problem.message));
		return faults;
	}

	@Override
	protected void visitNode(Node node) {
		// Of an example its model keeps no payload that is a text.
		if (!(node instanceof Schema) && !(node instanceof AsyncApiMessageExample)) {
			node.getExtraPropertyNames()
				.forEach((name) -> this.unknown.add(Library.createNodePath(node) + " has no property " + name));
		}
	}

}
