#include "api/live_document.hpp"

#include "canvas/hub.hpp"
#include "model/live_v2_client.hpp"
#include "model/live_v2_server.hpp"

namespace pictbook::api {

using schema::json::array;
using schema::json::object;

namespace {

object reference_to(std::string_view place) { return {{"$ref", "#/" + std::string(place)}}; }

/// One message of AsyncAPI for each alternative of a union, and the references to them.
template <class... T>
array add_messages(object& messages, schema::Definitions& definitions, std::string_view prefix,
                   std::type_identity<std::variant<T...>>) {
    array out;
    const auto add = [&]<class Message>(std::type_identity<Message>) {
        const std::string name = std::string(prefix) + std::string(Message::type);
        messages[name] =
            object{{"name", std::string_view(Message::type)}, {"payload", schema::schema_of<Message>(definitions)}};
        out.push_back(reference_to("channels/canvas/messages/" + name));
    };
    (add(std::type_identity<T>()), ...);
    return out;
}

object operation(std::string_view action, std::string_view title, array messages) {
    return {{"action", action},
            {"title", title},
            {"channel", reference_to("channels/canvas")},
            {"messages", std::move(messages)}};
}

}  // namespace

void describe_live(schema::Definitions& definitions) {
    definitions.schemas["CanvasEvent"] = schema::schema_of<model::Event>(definitions);
    definitions.schemas["CanvasCommand"] = schema::schema_of<model::ClientMessage>(definitions);
    definitions.schemas["CanvasMessage"] = schema::schema_of<model::ServerMessage>(definitions);
}

std::string live_document() {
    schema::Definitions definitions;
    object messages, operations;
    const auto list = [&]<class Union>(std::string_view prefix, std::type_identity<Union> which) {
        return add_messages(messages, definitions, prefix, which);
    };
    // Of the server's point of view, as AsyncAPI has it.
    operations["receiveEvents"] = operation("receive", "What clients without a subprotocol send",
                                            list("live.", std::type_identity<model::Event>()));
    operations["receiveCommands"] = operation("receive", "What clients of pictshare.v2 send",
                                              list("v2.client.", std::type_identity<model::ClientMessage>()));
    operations["sendMessages"] = operation("send", "What clients of pictshare.v2 are sent",
                                           list("v2.server.", std::type_identity<model::ServerMessage>()));
    const object id{{"description", "The id of the book"}};
    const object channel{
        {"address", "/canvas/{id}"},
        {"parameters", object{{"id", id}}},
        {"description", std::string("A WebSocket, with Sec-WebSocket-Protocol: ") + canvas::kV2Name +
                            " for the durable protocol; without it each event is relayed to all others as it came, "
                            "with the sender's userId"},
        {"messages", std::move(messages)}};
    const object document{{"asyncapi", "3.0.0"},
                          {"info", object{{"title", "Pictshare Book Canvas"}, {"version", "2.0.0"}}},
                          {"channels", object{{"canvas", channel}}},
                          {"operations", std::move(operations)},
                          {"components", object{{"schemas", std::move(definitions.schemas)}}}};
    return schema::pretty_json(document);
}

}  // namespace pictbook::api
