package dev.aisle.command.product;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.ProductDetails.Attribute;

/** Attributes as the flat JSON object that is stored, in their order. */
final class Attributes {

    private final JsonMapper json = JsonMapper.shared();

    String write(List<Attribute> attributes) {
        var object = this.json.createObjectNode();
        attributes.forEach(attribute -> object.put(attribute.name(), attribute.value()));
        return object.toString();
    }

    List<Attribute> read(String object) {
        var attributes = new ArrayList<Attribute>();
        this.json.readTree(object)
                .properties()
                .forEach(entry -> attributes.add(new Attribute(entry.getKey(), entry.getValue().stringValue())));
        return attributes;
    }

}
