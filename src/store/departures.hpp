// A person who leaves for good, and what becomes of the books.
#pragma once

#include <string>
#include <vector>

#include "db/db.hpp"

namespace pictbook::store {

/// What a person's end changed for others.
struct Departure {
    struct Heir {
        std::string project_id, user_id;
    };
    std::vector<Heir> heirs;                      // who became OWNER
    std::vector<std::string> removed_projects;    // with everything in them
    std::vector<std::string> removed_image_keys;  // of those; their removal is planned (store/removals.hpp)
};

/// In a transaction: the person with sessions, accounts and memberships. A book of which they were the only OWNER gets another:
/// an EDITOR if there is one, else a VIEWER, of those the one whose account is oldest, then by id; a book in which nobody else
/// is goes too.
boost::asio::awaitable<Departure> remove_person(db::Sql& sql, std::string user_id);

}  // namespace pictbook::store
