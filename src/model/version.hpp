// The history of a book as REST tells it (docs/spec/live-v2.md, History).
#pragma once

#include "base/clock.hpp"
#include "model/command.hpp"
#include "model/fields.hpp"

namespace pictbook::model {

/// One event of a book.
struct HistoryEntry {
    std::int64_t seq = 0;
    Time at;
    Id userId;
    std::string event;                  // the command, e.g. SHAPE_UPDATE
    std::vector<std::string> elements;  // ids of those that it changed
};
BOOST_DESCRIBE_STRUCT(HistoryEntry, (), (seq, at, userId, event, elements))

struct VersionName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.min = 1, .max = 100, .example = "Before the print"};
};

struct NewVersion {
    VersionName name;
};
BOOST_DESCRIBE_STRUCT(NewVersion, (), (name))

/// A named state of a book.
struct Version {
    Id id;
    VersionName name;
    std::int64_t seq = 0;  // of the last event that belongs to it
    Time createdAt;
    Id userId;
};
BOOST_DESCRIBE_STRUCT(Version, (), (id, name, seq, createdAt, userId))

/// Where in the history of a book something is.
struct HistoryPlace {
    Whole seq;
};
BOOST_DESCRIBE_STRUCT(HistoryPlace, (), (seq))

}  // namespace pictbook::model
