// Commands into the journal and the tables: docs/spec/live-v2.md, Commands.
#include "canvas/join.hpp"
#include "unit/canvas/commit_suite.hpp"

namespace pictbook::canvas {

namespace {

using Commits = CommitTest;

constexpr db::Statement kEntries(R"(SELECT COUNT(*) AS "count" FROM "Journal")");
constexpr db::Statement kOutside(R"(UPDATE "Element" SET "x" = 99 WHERE "id" = $1)");

std::string skipped_of(const Commit& commit) {
    std::string out;
    for (const Skipped& each : commit.skipped) {
        out += each.id + ":";
        for (const std::string& member : each.members) out += " " + member;
        out += ";";
    }
    return out;
}

TEST_F(Commits, GetTheBooksNextSeqAndMarkWhatTheyChange) {  // V2-13
    EXPECT_EQ(committed("SHAPE_CREATE", circle("sun")).seq, 1);
    EXPECT_EQ(committed("SHAPE_CREATE", circle("moon")).seq, 2);
    const Commit moved = committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","x":5})", "bob");
    EXPECT_EQ(moved.seq, 3);
    EXPECT_EQ(moved.changes,
              R"([{"is":"updated","id":"sun","type":"CIRCLE","set":{"updatedAt":"2025-02-03T04:05:06.790Z","x":5}}])");
    EXPECT_EQ(find("sun").at("rev"), 3);
    EXPECT_EQ(find("moon").at("rev"), 2);
    EXPECT_EQ(head().seq, 3);
    EXPECT_TRUE(head().is_whole());
}

TEST_F(Commits, AreKnownByTheirOpForTheirAuthorAlone) {  // V2-16
    const Draft draft{"ada", OpKey{"tab", 7}, command("SHAPE_CREATE", circle("sun"))};
    const auto first = std::get<Commit>(commit_draft(draft));
    EXPECT_FALSE(first.retried);
    const auto again = std::get<Commit>(commit_draft(draft));
    EXPECT_TRUE(again.retried);
    EXPECT_EQ(again.seq, first.seq);
    EXPECT_EQ(again.outcome, Outcome::committed);
    EXPECT_EQ(count(kEntries), 1);
    const auto others = commit_draft({"bob", OpKey{"tab", 7}, command("SHAPE_DELETE", with_id("sun"))});
    EXPECT_EQ(std::get<Commit>(others).seq, 2);
}

TEST_F(Commits, ShareATransactionEachByItself) {  // V2-13, V2-15
    const std::vector<Draft> drafts{
        {"ada", OpKey{"tab", 1}, command("SHAPE_CREATE", circle("sun"))},
        {"bob", OpKey{"tab", 1}, command("SHAPE_CREATE", circle("sun"))},
        {"bob", OpKey{"tab", 2}, command("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","y":9})")}};
    auto write = [&](db::Sql& sql) -> boost::asio::awaitable<Result<std::vector<Verdict>>> {
        co_return co_await canvas::commit(sql, book_, drafts, time_, true);
    };
    const std::vector<Verdict> verdicts = transact(write).value();
    EXPECT_EQ(std::get<Commit>(verdicts[0]).seq, 1);
    EXPECT_EQ(std::get<Refusal>(verdicts[1]).code, "exists");
    EXPECT_EQ(std::get<Commit>(verdicts[2]).seq, 2);
    EXPECT_EQ(find("sun").at("y"), 9);
}

TEST_F(Commits, AreRefusedWithAWordAndChangeNothing) {  // V2-15, V2-18, V2-19
    committed("SHAPE_CREATE", circle("sun"));
    EXPECT_EQ(refused("SHAPE_CREATE", circle("sun")), "exists");
    EXPECT_EQ(refused("SHAPE_UPDATE", R"({"type":"RECTANGLE","id":"sun","x":5})"), "other_type");
    EXPECT_EQ(refused("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"moon","x":5})"), "not_found");
    EXPECT_EQ(refused("SHAPE_DELETE", with_id("moon")), "not_found");
    EXPECT_EQ(refused("SHAPE_RESTORE", with_id("moon")), "not_found");
    EXPECT_EQ(refused("UNDO", R"({"n":99})"), "nothing_to_undo");
    EXPECT_EQ(refused("SHAPE_DELETE", with_id("sun"), "eve"), "forbidden");
    EXPECT_EQ(head().seq, 1);
    EXPECT_EQ(find("sun").at("rev"), 1);
}

TEST_F(Commits, OfADeletedElementAreIgnoredUntilItIsRestored) {  // V2-18, V2-19
    committed("SHAPE_CREATE", circle("sun", R"(,"fill":7)"));
    committed("SHAPE_DELETE", with_id("sun"));
    EXPECT_TRUE(find("sun").is_null());
    EXPECT_EQ(committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","x":5})").outcome, Outcome::ignored);
    EXPECT_EQ(committed("SHAPE_DELETE", with_id("sun")).outcome, Outcome::ignored);
    EXPECT_EQ(committed("REORDER", R"({"id":"sun","to":"front"})").outcome, Outcome::ignored);
    EXPECT_EQ(refused("SHAPE_CREATE", circle("sun")), "exists");
    const Commit back = committed("SHAPE_RESTORE", with_id("sun"));
    EXPECT_EQ(back.outcome, Outcome::committed);
    EXPECT_EQ(find("sun").at("fill"), 7);
    EXPECT_EQ(find("sun").at("x"), 1);
    EXPECT_EQ(find("sun").at("rev"), back.seq);
    EXPECT_EQ(committed("SHAPE_RESTORE", with_id("sun")).outcome, Outcome::ignored);
}

constexpr const char* kPhoto =
    R"({"type":"IMAGE","id":"photo","assetId":"asset","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0})";

auto remove_asset_row(db::Sql& sql) -> boost::asio::awaitable<Result<std::optional<std::string>>> {
    co_return co_await store::remove_image(sql, "asset");
}

TEST_F(Commits, RestoreNoPhotoWhoseAssetIsGone) {  // V2-19, V2-11
    committed("SHAPE_CREATE", kPhoto);
    const auto gone = std::get<Commit>(commit_draft({"ada", std::nullopt, remove_asset_command("asset")}, false));
    EXPECT_EQ(gone.changes, R"([{"is":"deleted","id":"photo"}])");
    transact(remove_asset_row);
    EXPECT_EQ(refused("SHAPE_RESTORE", with_id("photo")), "asset_gone");
}

TEST_F(Commits, AreNotUndoneToAPhotoThatIsGone) {  // V2-21
    add_asset("another", book_);
    committed("SHAPE_CREATE", kPhoto);
    const Commit change = committed("SHAPE_UPDATE", R"({"type":"IMAGE","id":"photo","assetId":"another","x":5})");
    transact(remove_asset_row);
    const Commit undone = committed("UNDO", R"({"n":)" + std::to_string(change.op->counter) + "}");
    EXPECT_EQ(undone.outcome, Outcome::rebased);
    EXPECT_EQ(skipped_of(undone), "photo: assetId;");
    EXPECT_EQ(find("photo").at("assetId"), "another");
    EXPECT_EQ(find("photo").at("x"), 1);
}

TEST_F(Commits, OfABatchAreAllOrNothingAndOneEvent) {  // V2-20
    const auto part = [](const std::string& type, const std::string& payload) {
        return R"({"type":")" + type + R"(","payload":)" + payload + "}";
    };
    const auto batch = [&](const std::vector<std::string>& parts) {
        std::string out = R"({"commands":[)";
        for (const std::string& each : parts) out += (out.back() == '[' ? "" : ",") + each;
        return out + "]}";
    };
    EXPECT_EQ(refused("BATCH", batch({part("SHAPE_CREATE", circle("sun")), part("SHAPE_DELETE", with_id("none"))})),
              "not_found");
    EXPECT_TRUE(find("sun").is_null());
    const Commit made = committed(
        "BATCH",
        batch({part("SHAPE_CREATE", circle("sun")), part("SHAPE_CREATE", circle("moon")),
               part("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","x":8})"), part("SHAPE_DELETE", with_id("moon"))}));
    EXPECT_EQ(made.seq, 1);
    EXPECT_EQ(made.details.size(), 4u);
    EXPECT_EQ(find("sun").at("x"), 8);
    EXPECT_TRUE(find("moon").is_null());
    EXPECT_EQ(committed("BATCH", batch({part("SHAPE_DELETE", with_id("moon")), part("SHAPE_DELETE", with_id("sun"))}))
                  .outcome,
              Outcome::rebased);
    EXPECT_EQ(committed("BATCH", batch({part("SHAPE_DELETE", with_id("moon"))})).outcome, Outcome::ignored);
    EXPECT_EQ(committed("SHAPE_RESTORE", with_id("moon")).outcome, Outcome::committed);
}

TEST_F(Commits, AreUndoneWhereNobodyElseChangedTheValue) {  // V2-21
    committed("SHAPE_CREATE", circle("sun"));
    committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","x":10,"y":20,"fill":5})");
    const std::string mine = std::to_string(counter_);
    committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","y":21})", "bob");
    const Commit undone = committed("UNDO", R"({"n":)" + mine + "}");
    const std::string undo = std::to_string(counter_);
    EXPECT_EQ(undone.outcome, Outcome::rebased);
    EXPECT_EQ(skipped_of(undone), "sun: y;");
    EXPECT_EQ(find("sun").at("x"), 1);
    EXPECT_EQ(find("sun").at("y"), 21);
    EXPECT_TRUE(find("sun").at("fill").is_null());
    EXPECT_EQ(committed("UNDO", R"({"n":)" + undo + "}").outcome, Outcome::committed);
    EXPECT_EQ(find("sun").at("x"), 10);
    EXPECT_EQ(find("sun").at("fill"), 5);
    EXPECT_EQ(refused("UNDO", R"({"n":)" + mine + "}", "bob"), "nothing_to_undo");
}

TEST_F(Commits, OfCreationAndDeletionAreUndoneByEachOther) {  // V2-21
    committed("SHAPE_CREATE", circle("sun"));
    EXPECT_EQ(committed("UNDO", R"({"n":1})").outcome, Outcome::committed);
    EXPECT_TRUE(find("sun").is_null());
    EXPECT_EQ(committed("UNDO", R"({"n":2})").outcome, Outcome::committed);
    EXPECT_EQ(find("sun").at("x"), 1);
    EXPECT_EQ(committed("UNDO", R"({"n":2})").outcome, Outcome::ignored);
}

TEST_F(Commits, ReorderBetweenNeighboursWhateverTheirPlaces) {  // V2-22
    for (const char* id : {"a", "b", "c", "d"}) committed("SHAPE_CREATE", circle(id));
    EXPECT_EQ(stack(), (std::vector<std::string>{"a", "b", "c", "d"}));
    committed("REORDER", R"({"id":"d","to":"above","target":"a"})");
    EXPECT_EQ(stack(), (std::vector<std::string>{"a", "d", "b", "c"}));
    committed("REORDER", R"({"id":"a","to":"below","target":"c"})");
    EXPECT_EQ(stack(), (std::vector<std::string>{"d", "b", "a", "c"}));
    committed("REORDER", R"({"id":"b","to":"back"})");
    committed("REORDER", R"({"id":"d","to":"front"})");
    EXPECT_EQ(stack(), (std::vector<std::string>{"b", "a", "c", "d"}));
    EXPECT_EQ(find("d").at("zIndex"), 1);
    EXPECT_EQ(committed("REORDER", R"({"id":"d","to":"front"})").outcome, Outcome::ignored);
    committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"a","zIndex":7})");
    EXPECT_EQ(find("a").at("order"), "");
    EXPECT_EQ(stack().back(), "a");
}

TEST_F(Commits, SetWhatTheyNameAndTheLastOneWins) {  // V2-17
    committed("SHAPE_CREATE", circle("sun"));
    committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","x":5,"fill":1})");
    committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","y":6,"fill":2})", "bob");
    committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","width":7})");
    EXPECT_EQ(find("sun").at("x"), 5);
    EXPECT_EQ(find("sun").at("y"), 6);
    EXPECT_EQ(find("sun").at("width"), 7);
    EXPECT_EQ(find("sun").at("fill"), 2);
}

TEST_F(Commits, AccountForAllThatTheyWrite) {
    const std::string moon = R"({"id":"moon"})";
    const auto batch = [](const std::string& parts) { return R"({"commands":[)" + parts + "]}"; };
    const auto expect_whole = [&](const std::string& type, const std::string& payload) {
        const std::int64_t before = head().epoch;
        committed(type, payload);
        EXPECT_TRUE(head().is_whole()) << type;
        EXPECT_EQ(head().epoch, before) << type;
    };
    expect_whole("SHAPE_CREATE", circle("moon"));
    expect_whole("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"moon","y":5})");
    expect_whole("SHAPE_DELETE", moon);
    expect_whole("SHAPE_RESTORE", moon);
    expect_whole("BATCH", batch(R"({"type":"SHAPE_CREATE","payload":)" + circle("sun") + "}," +
                                R"({"type":"SHAPE_DELETE","payload":)" + moon + "}"));
    EXPECT_EQ(refused("SHAPE_DELETE", R"({"id":"nobody"})"), "not_found");
    EXPECT_TRUE(head().is_whole());
    EXPECT_EQ(head().seq, 5);
}

TEST_F(Commits, NoticeWhateverIsWrittenWithoutThem) {
    constexpr db::Statement kAdd(
        R"(INSERT INTO "Element" ("id", "type", "projectId", "x", "y", "width", "height", "scaleX",
        "scaleY", "angle", "zIndex", "createdAt", "updatedAt")
        SELECT 'other', 'SHAPE', "id", 1, 2, 3, 4, 1, 1, 0, 0, "createdAt", "updatedAt" FROM "Project" WHERE "id" = $1)");
    constexpr db::Statement kRemove(R"(DELETE FROM "Element" WHERE "id" = 'other' AND "projectId" = $1)");
    committed("SHAPE_CREATE", circle("sun"));
    for (const db::Statement& each : {kAdd, kRemove}) {
        EXPECT_TRUE(head().is_whole());
        EXPECT_EQ(wait_for(db_->run(each, book_)).changed, 1u);
        EXPECT_FALSE(head().is_whole());
        committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","y":5})");
    }
}

TEST_F(Commits, BehindAWriterWithoutAJournalBeginAnEpoch) {
    committed("SHAPE_CREATE", circle("sun"));
    const std::int64_t before = head().epoch;
    wait_for(db_->run(kOutside, std::string("sun")));
    EXPECT_FALSE(head().is_whole());
    const Commit next = committed("SHAPE_UPDATE", R"({"type":"CIRCLE","id":"sun","y":5})");
    EXPECT_GT(next.epoch, before);
    EXPECT_EQ(head().epoch, next.epoch);
    EXPECT_TRUE(head().is_whole());
    EXPECT_EQ(find("sun").at("x"), 99);
}

TEST_F(Commits, BeginsAnewForAClientThatLacksTooManyBytes) {  // V2-4, V2-5
    for (int i = 0; i < 9; ++i)
        committed("SHAPE_CREATE", R"({"type":"TEXT","id":"t)" + std::to_string(i) +
                                      R"(","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,)" +
                                      R"("zIndex":0,"fontSize":9,"content":")" + std::string(1u << 20, 'x') + "\"}");
    for (const auto& [last, is_delta] : {std::pair(0, false), std::pair(2, true), std::pair(9, true)}) {
        const json::value hello = parse(R"({"clientId":"tab","lastSeq":)" + std::to_string(last) + R"(,"epoch":0})");
        Snapshots snapshots(1u << 20);
        const auto start =
            wait_for(read_start(*db_, snapshots, book_, schema::decode<model::Hello>(hello, "message").value(), [] {
                return true;
            })).value();
        EXPECT_EQ(start.snapshot == nullptr, is_delta) << last;
        EXPECT_EQ(start.seq, 9);
    }
}

}  // namespace

}  // namespace pictbook::canvas
