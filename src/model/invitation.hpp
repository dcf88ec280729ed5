// An invitation that waits for its address to be verified, as the wire has it.
#pragma once

#include "model/project.hpp"

namespace pictbook::model {

struct PendingInvitation {
    Id id;
    Email email;  // in lower case
    Role role = Role::VIEWER;
    std::optional<Id> invitedBy;  // null: the account is gone
    Time createdAt;
    Time expiresAt;
};
BOOST_DESCRIBE_STRUCT(PendingInvitation, (), (id, email, role, invitedBy, createdAt, expiresAt))

}  // namespace pictbook::model
