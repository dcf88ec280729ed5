// A book in a real SQLite database, and commands that are committed into it.
#pragma once

#include "canvas/commit.hpp"
#include "schema/decode.hpp"
#include "store/access.hpp"
#include "unit/store/store_test.hpp"

namespace pictbook::canvas {

class CommitTest : public store::StoreTest {
protected:
    CommitTest() {
        add_user("ada");
        add_user("bob");
        book_ = add_book("ada");
        auto join = [&](db::Sql& sql) -> boost::asio::awaitable<Result<bool>> {
            co_return co_await store::add_member(sql, book_, "bob", model::Role::EDITOR);
        };
        transact(join);
        add_asset("asset", book_);
    }

    static json::value parse(const std::string& text) { return schema::parse_json(text).value(); }

    static Command command(const std::string& type, const std::string& payload) {
        const Result<Command> parsed = parse_command(type, parse(payload), "tab");
        EXPECT_TRUE(parsed) << payload;
        return parsed.value();
    }

    Verdict commit_draft(const Draft& draft, bool members_only = true) {
        auto write = [&](db::Sql& sql) -> boost::asio::awaitable<Result<std::vector<Verdict>>> {
            co_return co_await canvas::commit(sql, book_, std::span(&draft, 1), time_, members_only);
        };
        return transact(write).value().front();
    }
    /// Of a command with the next op of its author's client.
    Verdict commit(const std::string& type, const std::string& payload, const std::string& author = "ada") {
        return commit_draft({author, OpKey{"tab", ++counter_}, command(type, payload)});
    }
    Commit committed(const std::string& type, const std::string& payload, const std::string& author = "ada") {
        const Verdict verdict = commit(type, payload, author);
        const auto* made = std::get_if<Commit>(&verdict);
        EXPECT_TRUE(made) << payload << (made ? "" : std::get<Refusal>(verdict).error.message);
        return made ? *made : Commit();
    }
    std::string refused(const std::string& type, const std::string& payload, const std::string& author = "ada") {
        const Verdict verdict = commit(type, payload, author);
        const auto* refusal = std::get_if<Refusal>(&verdict);
        return refusal ? std::string(refusal->code) : "not refused";
    }

    static std::string circle(const std::string& id, const std::string& more = "") {
        return R"({"type":"CIRCLE","id":")" + id +
               R"(","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0)" + more + "}";
    }
    std::string with_id(const std::string& id) const { return R"({"id":")" + id + R"("})"; }

    /// The element with rev and order; null when it isn't there.
    json::value find(const std::string& id) {
        const auto placed = wait_for(store::find_placed_element(*db_, id));
        return placed ? json::value(object_of(*placed)) : json::value();
    }
    std::vector<std::string> stack() {
        std::vector<std::string> out;
        for (const model::Element& each : wait_for(store::list_elements(*db_, book_)).elements)
            out.push_back(model::id_of(each).value);
        return out;
    }
    store::JournalHead head() { return wait_for(store::find_journal_head(*db_, book_)).value(); }

    std::string book_;
    Time time_ = kThen;
    std::int64_t counter_ = 0;
};

}  // namespace pictbook::canvas
