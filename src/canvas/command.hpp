// A command of pictshare.v2 after its check: every member fits its schema and is spelled as the server spells it
// (docs/spec/live-v2.md, Commands). REST writes of elements become the same commands (api/elements.cpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "canvas/change.hpp"
#include "model/command.hpp"

namespace pictbook::canvas {

/// Names a command for good, for its author (V2-16).
struct OpKey {
    std::string client;
    std::int64_t counter = 0;
    auto operator<=>(const OpKey&) const = default;
};

struct Command {
    enum class Kind {
        create,  // an element that is not there
        add,     // the same under an id that was made for it, so that nobody needs to look: REST only
        upsert,  // an element that may be there: REST only
        update,  // some members of one
        remove,
        remove_asset,  // all elements that show it: REST only
        restore,       // what was removed
        reorder,
        batch,
        undo,
        revert,  // the whole book to a state that it had: REST only
    };
    Kind kind = Kind::update;
    std::string id = {};                         // of the element; of the asset for remove_asset
    std::optional<model::Element> element = {};  // create, add, upsert: all but dates
    model::ElementPatch patch = {};              // update
    model::Height to = model::Height::front;
    std::string target = {};  // of reorder; empty for front and back
    std::vector<Command> parts = {};
    OpKey undone = {};
    json::object elements = {};  // of revert: the elements by id
};

inline constexpr std::size_t kMostParts = 200;

/// `CIRCLE`…: what journal and events call it.
std::string_view type_of(const Command& command);

/// Fault::invalid, with the place of what doesn't fit. `client` is who sends it.
Result<Command> parse_command(std::string_view type, const json::value& payload, std::string_view client);

// What REST asks for. The id of a creation is a new one (base/ids.hpp).
Command create_command(const model::NewElement& element, std::string id);
Command upsert_command(const model::ElementUpsert& element);
Command update_command(model::ElementPatch patch, std::string id);
Command remove_command(std::string id);
Command remove_asset_command(std::string asset_id);
Command batch_command(std::vector<Command> parts);

/// Whether it is a type that commands have.
bool is_command(std::string_view type);

}  // namespace pictbook::canvas
