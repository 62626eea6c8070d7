// As much of JSON Schema as rules/schema.cpp writes, over YAML as editors read it: `60` is a number, `true` a
// boolean, what stands in quotes a text.
#pragma once

#include "rules/syntax.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <memory>
#include <regex>
#include <string>

namespace chatqc::test {

class schema_validator {
public:
    explicit schema_validator(const std::string& text)
    {
        const auto parsed = parser_.parse(text);
        REQUIRE(parsed.error() == simdjson::SUCCESS);
        root_ = parsed.value_unsafe();
    }

    // What does not fit, with its line, or nothing.
    std::string problem(const std::string& yaml) const
    {
        rules::reporter report;
        const auto tree = rules::parse_yaml(std::make_shared<const rules::source_text>("file", yaml), report);
        REQUIRE(tree);
        return problem(root_, tree->root);
    }

private:
    using json = simdjson::dom::element;
    using rules_node = rules::node;

    static std::string at(const rules_node& node, const std::string& what)
    {
        return "line " + std::to_string(rules::place_of(node).line) + ": " + what;
    }

    static std::string_view type_of(const rules_node& node)
    {
        switch (node.what) {
        case rules_node::kind::null:
            return "null";
        case rules_node::kind::sequence:
            return "array";
        case rules_node::kind::map:
            return "object";
        default:
            break;
        }
        if (node.quoted)
            return "string";
        if (node.text == "true" || node.text == "false")
            return "boolean";
        if (std::regex_match(node.text, std::regex("-?[0-9]+")))
            return "integer";
        return std::regex_match(node.text, std::regex("-?[0-9]+\\.[0-9]+")) ? "number" : "string";
    }

    static bool has_type(const json& type, const rules_node& node)
    {
        const std::string_view is = type_of(node);
        if (type.is_array()) {
            for (const json each : type.get_array())
                if (has_type(each, node))
                    return true;
            return false;
        }
        return type.get_string().value() == is || (type.get_string().value() == "number" && is == "integer");
    }

    std::string problem(const json& schema, const rules_node& node) const
    {
        std::string_view text;
        if (schema["$ref"].get(text) == simdjson::SUCCESS)
            return problem(root_.at_pointer(text.substr(1)).value(), node);
        simdjson::dom::array list;
        if (schema["anyOf"].get(list) == simdjson::SUCCESS)
            return any_problem(list, node);
        if (schema["enum"].get(list) == simdjson::SUCCESS) {
            for (const json each : list)
                if (each.get_string().value() == node.text)
                    return "";
            return at(node, "`" + node.text + "` is none of the words");
        }
        json type;
        if (schema["type"].get(type) == simdjson::SUCCESS && !has_type(type, node))
            return at(node, "a " + std::string(type_of(node)) + " `" + node.text + "` is of the wrong type");
        if (schema["pattern"].get(text) == simdjson::SUCCESS &&
            !std::regex_search(node.text, std::regex(std::string(text))))
            return at(node, "`" + node.text + "` is not written so");
        json items;
        if (schema["items"].get(items) == simdjson::SUCCESS)
            for (const rules_node& each : node.items)
                if (std::string found = problem(items, each); !found.empty())
                    return found;
        return node.what == rules_node::kind::map ? map_problem(schema, node) : "";
    }

    std::string any_problem(const simdjson::dom::array& list, const rules_node& node) const
    {
        std::string last;
        for (const json each : list) {
            last = problem(each, node);
            if (last.empty())
                return last;
        }
        return at(node, "none fits; of the last: " + last);
    }

    std::string map_problem(const json& schema, const rules_node& node) const
    {
        simdjson::dom::array required;
        if (schema["required"].get(required) == simdjson::SUCCESS)
            for (const json each : required)
                if (node.find(each.get_string().value()) == nullptr)
                    return at(node, std::string(each.get_string().value()) + " is missing");
        for (const rules::entry& each : node.entries) {
            json value;
            bool others = true;
            if (schema["properties"][each.key.text].get(value) != simdjson::SUCCESS) {
                if (schema["additionalProperties"].get(value) != simdjson::SUCCESS)
                    continue; // any key may stand here
                if (value.get_bool().get(others) == simdjson::SUCCESS) {
                    if (!others)
                        return at(each.key, "there is no key " + each.key.text);
                    continue;
                }
            }
            if (value.is_object())
                if (std::string found = problem(value, each.value); !found.empty())
                    return found;
        }
        return "";
    }

    simdjson::dom::parser parser_;
    json root_;
};

} // namespace chatqc::test
