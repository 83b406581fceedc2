package org.crease.lab.serve;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the server tells of itself and of its model. */
final class Descriptions {
    private Descriptions() {}

    static ObjectNode server() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", "crease");
        json.put("version", "2");
        json.putArray("extensions").add("model_configuration");
        return json;
    }

    static ObjectNode metadata(ServedModel model) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", model.name());
        json.putArray("versions").add(ServedModel.VERSION);
        json.put("platform", "crease");
        tensor(json.putArray("inputs"), ServedModel.INPUT, model, model.inputs());
        tensor(json.putArray("outputs"), ServedModel.OUTPUT, model, model.outputs());
        return json;
    }

    private static void tensor(ArrayNode list, String name, ServedModel model, int width) {
        ObjectNode tensor = list.addObject();
        tensor.put("name", name);
        tensor.put("datatype", model.datatype().name());
        tensor.putArray("shape").add(-1).add(width);
    }

    /** Triton's extension, of which clients know the largest batch; 0 if there is no bound. */
    static ObjectNode configuration(ServedModel model, ServeSettings settings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", model.name());
        json.put("max_batch_size", settings.maxBatch() == Integer.MAX_VALUE ? 0 : settings.maxBatch());
        return json;
    }
}
