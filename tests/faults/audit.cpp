#include "faults/audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <map>
#include <tuple>

namespace pictbook::test {

namespace {

namespace json = boost::json;

struct Found {
    std::vector<std::string> values;  // of all that have the name
    std::string src = {};
};
using Key = std::tuple<Thing::Kind, std::string, std::string>;  // kind, book, name
using All = std::map<Key, Found>;

std::string text(const json::value& object, const char* member) {
    const json::value& value = object.at(member);
    return value.is_string() ? std::string(value.get_string()) : std::to_string(value.to_number<int>());
}

json::array list(const Person& owner, const std::string& path) {
    const Reply reply = owner.get(path);
    EXPECT_EQ(reply.status, 200) << path << " " << reply.body;
    return reply.status == 200 ? reply.json().as_array() : json::array();
}

All read_all(const Fleet& fleet) {
    All all;
    const auto add = [&](Thing::Kind kind, const std::string& book, const std::string& name, const std::string& value) {
        Found& found = all[{kind, book, name}];
        found.values.push_back(value);
        return &found;
    };
    for (const json::value& book : list(fleet.owner(0), "/projects")) {
        const bool is_ours = std::ranges::count(fleet.books(), text(book, "id")) > 0;
        if (!is_ours) add(Thing::Kind::book, "", text(book, "name"), "there");
    }
    for (std::size_t i = 0; i < fleet.books().size(); ++i) {
        const std::string& book = fleet.books()[i];
        const std::string path = "/projects/" + book;
        const Person owner = fleet.owner(i % fleet.size());
        for (const json::value& each : list(owner, path + "/elements"))
            add(Thing::Kind::element, book, text(each, "content"), text(each, "zIndex"));
        for (const json::value& each : list(owner, path + "/users"))
            if (text(each, "email") != fleet.owner_email())
                add(Thing::Kind::member, book, text(each, "email"), text(each, "role"));
        for (const json::value& each : list(owner, path + "/images"))
            add(Thing::Kind::photo, book, text(each, "width") + "x" + text(each, "height"), "there")->src =
                text(each, "src");
    }
    return all;
}

void compare(const Thing& thing, const Found& found, Findings& out) {
    const std::string value = found.values.empty() ? "" : found.values.front();
    const bool is_done = thing.maybe && value == *thing.maybe;
    out.done += is_done;
    int* wrong = nullptr;
    if (found.values.size() > 1)
        wrong = &out.doubled;
    else if (value != thing.is && !is_done)
        wrong = std::ranges::count(thing.refused, value) > 0 ? &out.unasked : &out.lost;
    if (!wrong) return;
    ++*wrong;
    out.details += thing.name + " should be '" + thing.is + "'" + (thing.maybe ? " or '" + *thing.maybe + "'" : "") +
                   ", there " + std::to_string(found.values.size()) + " times as '" + value + "'\n";
}

/// A photo that is listed, byte for byte.
void compare_bytes(const Thing& thing, const Found& found, const Person& anybody, Findings& out) {
    if (found.src.empty()) return;
    const Reply reply = anybody.get(found.src.substr(found.src.find('/', found.src.find("//") + 2)));
    if (reply.status == 200 && reply.body == thing.bytes) return;
    ++out.lost;
    out.details += "photo " + thing.name + " answers " + std::to_string(reply.status) + " and other bytes\n";
}

/// The rows themselves, whatever the nodes say.
void expect_rows(const Fleet& fleet, const All& all) {
    std::vector<std::string> told, rows;
    for (const auto& [key, found] : all)
        if (std::get<0>(key) == Thing::Kind::element)
            for (const std::string& version : found.values) told.push_back(std::get<2>(key) + " " + version);
    rows = fleet.rows(
        R"(SELECT "content" || ' ' || "zIndex" FROM "Element" LEFT JOIN "Text" ON "elementId" = "Element"."id")");
    std::ranges::sort(told);
    std::ranges::sort(rows);
    EXPECT_EQ(told, rows);
    const auto count = [&](Thing::Kind kind) {
        return std::to_string(std::ranges::count(all, kind, [](const auto& each) { return std::get<0>(each.first); }));
    };
    EXPECT_EQ(count(Thing::Kind::member), fleet.rows(R"(SELECT count(*) FROM "Member" WHERE "role" <> 'OWNER')").at(0));
    EXPECT_EQ(count(Thing::Kind::photo), fleet.rows(R"(SELECT count(*) FROM "ImageAsset")").at(0));
}

}  // namespace

Findings audit(Fleet& fleet, const std::vector<const Ledger*>& ledgers) {
    Findings out;
    All all = read_all(fleet);
    expect_rows(fleet, all);
    std::size_t turn = 0;
    for (const Ledger* ledger : ledgers)
        for (const Thing& thing : ledger->things()) {
            const Key key{thing.kind, thing.book, thing.name};
            const Found found = all.contains(key) ? all.at(key) : Found{};
            compare(thing, found, out);
            if (thing.kind == Thing::Kind::photo)
                compare_bytes(thing, found, fleet.node(turn++ % fleet.size()).nobody(), out);
            all.erase(key);
        }
    out.unasked += static_cast<int>(all.size());
    for (const auto& [key, found] : all) out.details += std::get<2>(key) + " was never sent\n";
    return out;
}

}  // namespace pictbook::test
