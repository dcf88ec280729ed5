// What a client of pictshare.v2 sends (docs/spec/live-v2.md): its greeting, and the payloads of commands that are not
// elements themselves.
#pragma once

#include "model/element.hpp"

namespace pictbook::model {

struct ClientId : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.min = 1,
                                           .max = 64,
                                           .example = "tab-1",
                                           .about = "The client's own id: letters, digits, hyphens and underscores"};
};

/// A whole number from 0 to 2^53-1; whether it is one is checked where it is used.
struct Whole : schema::Number {
    using Number::Number;
    static constexpr schema::NumberRule rule{.example = 1, .about = "A whole number from 0 to 2^53-1"};

    static constexpr double kMost = 9007199254740991.0;
    bool fits() const { return value >= 0 && value <= kMost && value == static_cast<double>(whole()); }
    std::int64_t whole() const { return value >= 0 && value <= kMost ? static_cast<std::int64_t>(value) : -1; }
};

/// Names a command for good: the client, and a counter that grows with each of its commands.
struct Op {
    ClientId c;
    Whole n;
};
BOOST_DESCRIBE_STRUCT(Op, (), (c, n))

struct Hello {
    ClientId clientId;
    std::optional<Whole> lastSeq;
    std::optional<Whole> epoch;
};
BOOST_DESCRIBE_STRUCT(Hello, (), (clientId, lastSeq, epoch))

struct ElementName {
    Id id;
};
BOOST_DESCRIBE_STRUCT(ElementName, (), (id))

enum class Height { front, back, above, below };
BOOST_DESCRIBE_ENUM(Height, front, back, above, below)

struct Reordering {
    Id id;
    Height to = Height::front;
    std::optional<Id> target;
};
BOOST_DESCRIBE_STRUCT(Reordering, (), (id, to, target))

struct Undoing {
    Whole n;
    std::optional<ClientId> c;
};
BOOST_DESCRIBE_STRUCT(Undoing, (), (n, c))

}  // namespace pictbook::model
