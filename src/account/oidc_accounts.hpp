// Whose account here a proven identity opens: OIDC-15 to OIDC-22. The one place that decides about linking.
#pragma once

#include "account/oidc.hpp"
#include "db/db.hpp"
#include "model/user.hpp"

namespace pictbook::account {

struct Entrant {
    model::User user;
    bool is_new = false;
};

/// Somebody else made the same user or account meanwhile: the transaction is to be run again, on what is there now.
inline constexpr const char* kRaced = "raced";

// Both in a transaction. An error's message is a code of OIDC-13, or kRaced.

/// The person whose account it is; else links it to the person with that e-mail, if both sides have verified the address and that
/// person has no second factor, which the link would go round; else a new person.
boost::asio::awaitable<Result<Entrant>> enter(db::Sql& sql, Identity identity, Time now);
/// Links it to that user, who has asked for it in a session that is `fresh` or not.
boost::asio::awaitable<Result<void>> link(db::Sql& sql, Identity identity, std::string user_id, bool fresh, Time now);

/// A name that fits ours, from what the provider calls the person, or from the address.
std::string fitting_name(std::string_view name, std::string_view email);

}  // namespace pictbook::account
