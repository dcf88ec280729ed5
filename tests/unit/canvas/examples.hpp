// An example of every event and kind of element, made from their descriptions.
#pragma once

#include <vector>

#include "canvas/room.hpp"
#include "model/event.hpp"
#include "schema/describe.hpp"

namespace pictbook::canvas {

namespace json = boost::json;

inline std::string json_text(const json::value& value) {
    std::string out;
    schema::write_json(out, value);
    return out;
}

/// Every member that an event can have.
inline std::vector<json::object> whole_events() {
    std::vector<json::object> out;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, model::Event>>([&](auto event) {
        using Event = typename decltype(event)::type;
        const json::object example = schema::example_of<Event>().as_object();
        if constexpr (std::is_same_v<decltype(Event::payload), model::LiveElement>)
            boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, model::LiveElement>>([&](auto kind) {
                out.push_back(example);
                out.back()["payload"] = schema::example_of<typename decltype(kind)::type>();
            });
        else
            out.push_back(example);
    });
    return out;
}

inline bool is_relayed_by_the_decoder(const json::value& event) {
    Sender sender{"ada", model::Role::EDITOR, {}};
    return std::holds_alternative<Relay>(receive_unusual(sender, json_text(event), Time()));
}

/// The same event with as little as the decoder takes.
inline json::object least_event(json::object event) {
    const auto strip = [&](json::object& within) {
        const json::object whole = within;
        for (const auto& [name, value] : whole) {
            within.erase(name);
            if (!is_relayed_by_the_decoder(event)) within[name] = value;
        }
    };
    json::object& payload = event["payload"].as_object();
    strip(payload);
    if (json::value* images = payload.if_contains("images")) strip(images->as_array().front().as_object());
    return event;
}

}  // namespace pictbook::canvas
