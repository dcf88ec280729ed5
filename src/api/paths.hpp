// The structs of the paths' names.
#pragma once

#include "model/fields.hpp"

namespace pictbook::api {

struct ById {
    model::Id id;
};
BOOST_DESCRIBE_STRUCT(ById, (), (id))

struct ByUser {
    model::Id id;
    model::Id userId;
};
BOOST_DESCRIBE_STRUCT(ByUser, (), (id, userId))

/// `{message}`: what a change without an object to show answers.
struct Message {
    std::string message;
};
BOOST_DESCRIBE_STRUCT(Message, (), (message))

}  // namespace pictbook::api
