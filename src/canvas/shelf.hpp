// What decisions are made from: the elements, assets and journal entries that commands name, as one transaction reads them.
// A decision that lacks something says so in `wanted`; whoever has the database puts it on the shelf and asks again.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "canvas/command.hpp"

namespace pictbook::canvas {

/// One element; at most one of the two is there, neither when there never was one.
struct Held {
    std::optional<PlacedElement> live;
    std::optional<PlacedElement> dead;  // its state when it was deleted
    bool foreign = false;               // an element of another book
};

/// Where an element lies among the others (V2-22).
struct StackPlace {
    std::int32_t z_index = 0;
    std::string order, created_at, id;
    auto operator<=>(const StackPlace&) const = default;
};

/// A committed command that may be undone.
struct Entry {
    std::vector<Step> changes, inverse;
};

struct Shelf {
    std::map<std::string, Held, std::less<>> elements;
    std::map<std::string, bool, std::less<>> assets;                       // whether the book has it
    std::map<std::string, std::vector<std::string>, std::less<>> showing;  // ids of the elements that show an asset
    std::optional<std::vector<StackPlace>> stack;                          // all of the book, lowest first
    std::map<OpKey, std::optional<Entry>> entries;                         // of this author
    bool whole = false;                                                    // `elements` holds every live one

    struct Wanted {
        std::set<std::string, std::less<>> elements, assets, showing;
        std::set<OpKey> entries;
        bool stack = false, whole = false;
        bool empty() const {
            return elements.empty() && assets.empty() && showing.empty() && entries.empty() && !stack && !whole;
        }
    } wanted;
};

}  // namespace pictbook::canvas
