// API keys, with which a person's programs act for them.
#pragma once

#include "base/clock.hpp"
#include "model/fields.hpp"

namespace pictbook::model {

/// What a key may do of what its person may; each may all that the one before it may.
enum class KeyScope { read, write, admin };
BOOST_DESCRIBE_ENUM(KeyScope, read, write, admin)
inline std::string_view to_text(KeyScope scope) { return schema::to_text(scope); }

struct KeyName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.min = 1, .max = 100, .example = "Nightly backup"};
};

/// A key as its person sees it: what was given out at its making is nowhere kept.
struct ApiKey {
    Id id;
    KeyName name;
    std::string start;  // its first characters
    KeyScope scope = KeyScope::read;
    Time createdAt;
    std::optional<Time> expiresAt;   // nothing: it never does
    std::optional<Time> lastUsedAt;  // at most a minute behind
};
BOOST_DESCRIBE_STRUCT(ApiKey, (), (id, name, start, scope, createdAt, expiresAt, lastUsedAt))

}  // namespace pictbook::model
