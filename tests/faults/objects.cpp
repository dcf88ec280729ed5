// The object store's half of the audit.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "faults/audit.hpp"
#include "support/objects.hpp"

namespace pictbook::test {

namespace {

using Keys = std::set<std::string>;

Keys stored_keys(Fleet& fleet) {
    Keys out;
    for (const std::string& book : fleet.books())
        for (std::string& key : objects_of(fleet.node(0), book)) out.insert(std::move(key));
    return out;
}

Keys column(const Fleet& fleet, const std::string& sql) {
    const std::vector<std::string> rows = fleet.rows(sql);
    return Keys(rows.begin(), rows.end());
}

/// Of photos whose removal was acknowledged.
Keys removed_keys(const std::vector<const Ledger*>& ledgers) {
    Keys out;
    for (const Ledger* ledger : ledgers)
        for (const Thing& thing : ledger->things())
            if (!thing.key.empty() && thing.is.empty()) out.insert(thing.key);
    return out;
}

std::string those_in_both(const Keys& one, const Keys& other) {
    std::string out;
    for (const std::string& key : one)
        if (other.contains(key)) out += key + "\n";
    return out;
}

}  // namespace

void expect_objects(Fleet& fleet, const std::vector<const Ledger*>& ledgers, std::chrono::seconds patience) {
    const Keys removed = removed_keys(ledgers);
    const auto end = Clock::now() + patience;
    while (!those_in_both(removed, stored_keys(fleet)).empty() && Clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const Keys stored = stored_keys(fleet);
    EXPECT_EQ(those_in_both(removed, stored), "") << "removed photos whose objects stay";
    const Keys photos = column(fleet, R"(SELECT "key" FROM "ImageAsset")");
    const Keys planned = column(fleet, R"(SELECT "key" FROM "ObjectRemoval")");
    for (const std::string& key : photos) EXPECT_TRUE(stored.contains(key)) << "no object for the photo " << key;
    for (const std::string& key : stored)
        EXPECT_TRUE(photos.contains(key) || planned.contains(key)) << "nobody will remove " << key;
    EXPECT_EQ(those_in_both(photos, planned), "") << "photos that are there and will be removed";
}

}  // namespace pictbook::test
