// Objects of the blob store that are to be removed, kept until they are ("ObjectRemoval"). A trigger adds the key of every
// "ImageAsset" row that goes, whoever deletes it: no crash and no absent store loses a removal.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "db/db.hpp"

namespace pictbook::store {

struct DueRemoval {
    std::string key;
    std::int64_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(DueRemoval, (), (key, attempts))

/// Before an object is put: unless the removal is dropped, in the transaction that adds its row, it is due then.
boost::asio::awaitable<void> plan_removal(db::Sql& sql, std::string key, Time due);
/// After the object is removed.
boost::asio::awaitable<void> drop_removal(db::Sql& sql, std::string key);
/// When the object is to stay: takes the removal back, in the transaction that adds the object's row. False when somebody has
/// begun to remove the object.
boost::asio::awaitable<bool> cancel_removal(db::Sql& sql, std::string key);
/// At most 100 that are due, the longest due first.
boost::asio::awaitable<std::vector<DueRemoval>> list_due_removals(db::Sql& sql, Time now);
/// Before it is tried. Puts it off, longer with each attempt (30 s to 1 h), so that it is tried again when the caller fails.
/// False when somebody else took it since it was listed.
boost::asio::awaitable<bool> take_removal(db::Sql& sql, DueRemoval due, Time now);

}  // namespace pictbook::store
