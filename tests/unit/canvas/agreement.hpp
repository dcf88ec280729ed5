// Whether a message read in place means the same as to the general decoder: for the tests and the fuzz target.
#pragma once

#include <string>

#include "canvas/scan.hpp"
#include "schema/json.hpp"

namespace pictbook::canvas {

/// By its values: as the general decoder would write it, so 1.0 and 1 are equal. Nothing when it is not JSON.
inline std::optional<std::string> normal_form(std::string_view text) {
    const auto tree = schema::parse_json(text);
    if (!tree) return std::nullopt;
    std::string out;
    schema::write_json(out, *tree);
    return out;
}

/// What differs between receive() and the general decoder; empty when they agree.
inline std::string disagreement(std::string_view text) {
    constexpr Time kNow{Milliseconds(1'735'689'600'000)};
    Sender one{"a\"da", model::Role::EDITOR, {}}, other = one;
    const Decision fast = receive(one, text, kNow), general = receive_unusual(other, text, kNow);
    if (fast.index() != general.index()) return "another decision";
    if (one.clock.age(0, kNow) != other.clock.age(0, kNow)) return "another timestamp";
    if (const auto* reply = std::get_if<Reply>(&fast))
        return reply->text == std::get<Reply>(general).text ? "" : "another refusal: " + reply->text;
    const auto* relay = std::get_if<Relay>(&fast);
    if (!relay) return "";
    const Relay& expected = std::get<Relay>(general);
    if (relay->lane != expected.lane) return "another lane";
    if (std::string_view(relay->element) != expected.element) return "another element";
    return normal_form(relay->text) == expected.text ? "" : "another text: " + relay->text;
}

}  // namespace pictbook::canvas
