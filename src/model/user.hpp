// People and their sessions, as the wire has them.
#pragma once

#include "base/clock.hpp"
#include "model/fields.hpp"

namespace pictbook::model {

struct User {
    Id id;
    PersonName name;
    Email email;
    std::optional<std::string> image;
    bool emailVerified = false;
    Time createdAt;
    Time updatedAt;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, name, email, image, emailVerified, createdAt, updatedAt))

struct Session {
    Id id;
    Time expiresAt;
    std::string token;
    Time createdAt;
    Time updatedAt;
    std::string ipAddress;  // empty when unknown, never null
    std::string userAgent;
    Id userId;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, expiresAt, token, createdAt, updatedAt, ipAddress, userAgent, userId))

}  // namespace pictbook::model
