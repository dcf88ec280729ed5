// Elements as REST writes them: commands without an op, by the same commits as those of the canvas.
#include <random>

#include "canvas/history.hpp"
#include "schema/encode.hpp"
#include "unit/canvas/commit_suite.hpp"

namespace pictbook::canvas {

namespace {

using boost::asio::awaitable;

constexpr db::Statement kKindRows(R"(SELECT (SELECT COUNT(*) FROM "Image") + (SELECT COUNT(*) FROM "Text") +
    (SELECT COUNT(*) FROM "Shape") AS "count")");

template <class T>
T decoded(const std::string& text) {
    const Result<T> value = schema::decode<T>(schema::parse_json(text).value(), "body");
    EXPECT_TRUE(value) << text;
    return value.value();
}

std::string json_of(const std::string& type, const std::string& own, const std::string& id = "") {
    return R"({"type":")" + type + "\"," + (id.empty() ? "" : R"("id":")" + id + "\",") +
           R"("x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":5)" + own + "}";
}

class Elements : public CommitTest {
protected:
    std::optional<model::Element> find(const std::string& id) {
        std::optional<store::Standing> standing =
            wait_for(store::find_standing_with_element(*db_, id, store::Proof{.text = ""}));
        if (!standing) return std::nullopt;
        return std::move(standing->element);
    }
    std::int64_t revision(const std::string& book) {
        return wait_for(store::find_standing_in_project(*db_, book, store::Proof{.text = ""})).value().revision;
    }
    Result<model::Element> write(const Command& command, Time time) {
        time_ = time;
        const Verdict verdict = commit_draft({"ada", std::nullopt, command}, false);
        if (const auto* refusal = std::get_if<Refusal>(&verdict)) return refusal->error;
        return std::get<Commit>(verdict).details.front().after->element;
    }
    Result<model::Element> create(const std::string& json, Time time) {
        return write(create_command(decoded<model::NewElement>(json), make_cuid()), time);
    }
    Result<model::Element> upsert(std::string book, const std::string& json, Time time) {
        const std::string own = std::exchange(book_, std::move(book));
        const Result<model::Element> put = write(upsert_command(decoded<model::ElementUpsert>(json)), time);
        book_ = own;
        return put;
    }
    Result<model::Element> update(const std::string& id, const std::string& json, Time time) {
        return write(update_command(decoded<model::ElementPatch>(json), id), time);
    }
    bool remove(const std::string& id) {
        const Verdict verdict = commit_draft({"ada", std::nullopt, remove_command(id)}, false);
        const auto* made = std::get_if<Commit>(&verdict);
        return made && !made->details.empty();
    }
    std::optional<std::string> remove_asset(const std::string& id) {
        const Draft draft{"ada", std::nullopt, remove_asset_command(id)};
        auto all = [&](db::Sql& sql) -> awaitable<Result<std::optional<std::string>>> {
            co_await canvas::commit(sql, book_, std::span(&draft, 1), kThen, false);
            co_return co_await store::remove_image(sql, id);
        };
        return transact(all).value();
    }
};

}  // namespace

TEST_F(Elements, OfEveryKindReadBackAsTheyWereMade) {  // ELEM-1, ELEM-12
    for (const auto& [type, own] : std::vector<std::pair<std::string, std::string>>{
             {"IMAGE", R"(,"assetId":"asset")"},
             {"TEXT", R"(,"content":"It's \"so\"","fontSize":16,"fontFamily":null,"color":0)"},
             {"CIRCLE", R"(,"fill":null,"stroke":0,"strokeWidth":0)"},
             {"RECTANGLE", R"(,"fill":1,"stroke":null,"strokeWidth":null,"cornerRadius":2.5)"},
             {"DRAWING", R"(,"points":[],"stroke":1,"strokeWidth":null)"}}) {
        const Result<model::Element> made = create(json_of(type, own), kThen);
        ASSERT_TRUE(made) << type;
        const auto found = find(model::id_of(*made).value);
        ASSERT_TRUE(found) << type;
        EXPECT_EQ(schema::to_json(*found), schema::to_json(*made));
        EXPECT_NE(schema::to_json(*found).find(own + "}"), std::string::npos) << type;
    }
    EXPECT_EQ(count(kKindRows), 5);
}

TEST_F(Elements, KeepTheirPointsExactly) {  // ELEM-4, ELEM-5, DB-7
    std::mt19937_64 random(3);
    std::string points;
    for (int i = 0; i < 5000; ++i) {
        points += i ? ",{\"x\":" : "{\"x\":";
        schema::write_number(points, std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200) - 100));
        points += ",\"y\":";
        schema::write_number(points, -static_cast<double>(random()) / 3);
        points += "}";
    }
    const Result<model::Element> made = create(json_of("DRAWING", ",\"points\":[" + points + "]"), kThen);
    const auto found = find(model::id_of(*made).value);
    EXPECT_NE(schema::to_json(*found).find("\"points\":[" + points + "]"), std::string::npos);
}

TEST_F(Elements, AreListedByDepthThenCreationThenId) {  // ELEM-11
    const auto put = [&](const std::string& id, const std::string& depth, Time time) {
        ASSERT_TRUE(upsert(book_, json_of("CIRCLE", R"(,"zIndex":)" + depth, id), time));
    };
    put("late", "1", kThen + Milliseconds(1));
    put("b", "1", kThen);
    put("top", "2", kThen - Seconds(9));
    put("c", "1", kThen);
    put("a", "1", kThen);
    put("low", "-2147483648", kThen + Seconds(9));
    std::vector<std::string> order;
    for (const model::Element& each : wait_for(store::list_elements(*db_, book_)).elements)
        order.push_back(model::id_of(each).value);
    EXPECT_EQ(order, (std::vector<std::string>{"low", "a", "b", "c", "late", "top"}));
}

TEST_F(Elements, OfAnEmptyBookAreNoneAndOfNoKnownRevision) {
    const store::ElementList list = wait_for(store::list_elements(*db_, book_));
    EXPECT_TRUE(list.elements.empty());
    EXPECT_EQ(list.revision, std::nullopt);
}

TEST_F(Elements, EachChangeOfThemRaisesTheirBooksRevisionOnly) {  // DB-16
    const std::string other = add_book("ada");
    std::int64_t last = revision(book_);
    const auto expect_raised = [&](const char* what) {
        const std::int64_t now = revision(book_);
        EXPECT_GT(now, last) << what;
        last = now;
        if (const store::ElementList list = wait_for(store::list_elements(*db_, book_)); !list.elements.empty())
            EXPECT_EQ(list.revision, now) << what;
    };
    const std::string id = model::id_of(create(json_of("CIRCLE", ""), kThen).value()).value;
    expect_raised("created");
    ASSERT_TRUE(update(id, R"({"type":"CIRCLE","fill":255})", kThen));
    expect_raised("updated in its kind's table");
    ASSERT_TRUE(upsert(book_, json_of("IMAGE", R"(,"assetId":"asset")", "shown"), kThen));
    expect_raised("put");
    ASSERT_TRUE(upsert(book_, json_of("IMAGE", R"(,"assetId":"asset")", "shown"), kThen));
    expect_raised("put again");
    ASSERT_TRUE(remove_asset("asset"));
    expect_raised("removed with its photo");
    ASSERT_TRUE(remove(id));
    expect_raised("removed");
    EXPECT_EQ(revision(other), 0);
}

TEST_F(Elements, ShowOnlyAssetsOfTheirBook) {  // ELEM-8
    add_asset("foreign", add_book("ada"));
    const std::string own = R"(,"assetId":"asset")";
    for (const char* id : {"foreign", "nothing", ""}) {
        const Result<model::Element> made = create(json_of("IMAGE", R"(,"assetId":")" + std::string(id) + "\""), kThen);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().fault, Fault::invalid);
        EXPECT_EQ(made.error().issues.front().property, "/assetId");
    }
    EXPECT_TRUE(create(json_of("IMAGE", own), kThen));
    EXPECT_EQ(count(kKindRows), 1);
}

TEST_F(Elements, ArePutUnderTheirIds) {  // ELEM-19, ELEM-22, ELEM-23
    EXPECT_TRUE(upsert(book_, json_of("TEXT", R"(,"content":"one","fontSize":1,"color":7)", "mine"), kThen));
    EXPECT_TRUE(upsert(book_, json_of("TEXT", R"(,"content":"two","fontSize":2)", "mine"), kThen + Seconds(1)));
    const auto found = find("mine");
    const auto& text = std::get<model::Stored<model::TextFields>>(*found);
    EXPECT_EQ(text.content.value, "two");
    EXPECT_EQ(text.color, std::nullopt);
    EXPECT_EQ(text.createdAt, kThen);
    EXPECT_EQ(text.updatedAt, kThen + Seconds(1));
    EXPECT_EQ(upsert(book_, json_of("CIRCLE", "", "mine"), kThen).error().fault, Fault::conflict);
    EXPECT_EQ(upsert(add_book("ada"), json_of("TEXT", R"(,"content":"x","fontSize":1)", "mine"), kThen).error().fault,
              Fault::not_found);
    EXPECT_EQ(schema::to_json(*find("mine")), schema::to_json(*found));
}

TEST_F(Elements, AreNotPutUnderIdsThatNoPathCanName) {  // ELEM-24
    for (const char* id : {"a b", "a/b", "\u00e9"}) {
        const Result<model::Element> put = upsert(book_, json_of("CIRCLE", "", id), kThen);
        ASSERT_FALSE(put) << id;
        EXPECT_EQ(put.error().issues.front().property, "/id");
    }
}

TEST_F(Elements, ChangeByWhatIsGivenAndMoveTheirDate) {  // ELEM-13, ELEM-15
    const std::string id = model::id_of(*create(json_of("CIRCLE", R"(,"fill":1,"stroke":2)"), kThen)).value;
    const auto changed = update(id, R"({"type":"CIRCLE","fill":null,"x":0})", kThen);
    ASSERT_TRUE(changed);
    const auto& circle = std::get<model::Stored<model::CircleFields>>(*changed);
    EXPECT_EQ(circle.fill, std::nullopt);
    EXPECT_EQ(circle.stroke->value, 2);
    EXPECT_EQ(circle.x.value, 0);
    EXPECT_EQ(circle.createdAt, kThen);
    EXPECT_EQ(circle.updatedAt, kThen + Milliseconds(1)) << "moves even when the clock does not";
    const auto again = update(id, R"({"type":"CIRCLE"})", kThen - Seconds(100));
    EXPECT_EQ(std::get<model::Stored<model::CircleFields>>(*again).updatedAt, kThen + Milliseconds(2));
    EXPECT_EQ(schema::to_json(*find(id)), schema::to_json(*again));
}

TEST_F(Elements, KeepTheirKind) {  // ELEM-14
    const std::string id = model::id_of(*create(json_of("CIRCLE", ""), kThen)).value;
    EXPECT_EQ(update(id, R"({"type":"RECTANGLE","x":9})", kThen).error().fault, Fault::conflict);
    EXPECT_EQ(update("nothing", R"({"type":"CIRCLE","x":9})", kThen).error().fault, Fault::not_found);
    EXPECT_EQ(std::get<model::Stored<model::CircleFields>>(*find(id)).x.value, 1);
}

TEST_F(Elements, ComeBackAsTheKindThatTheyWere) {  // V2-38
    EXPECT_TRUE(upsert(book_, json_of("CIRCLE", R"(,"fill":1)", "mine"), kThen));
    const std::string circle = schema::to_json(*find("mine"));
    EXPECT_TRUE(remove("mine"));
    EXPECT_TRUE(upsert(book_, json_of("TEXT", R"(,"content":"x","fontSize":1)", "mine"), kThen));
    Command revert;
    revert.kind = Command::Kind::revert;
    revert.elements = wait_for(elements_at(*db_, book_, 1)).value();
    const Verdict verdict = commit_draft({"ada", std::nullopt, revert}, false);
    const Commit& made = std::get<Commit>(verdict);
    EXPECT_EQ(schema::to_json(*find("mine")), circle);
    EXPECT_EQ(count(kKindRows), 1);
    EXPECT_TRUE(head().is_whole());
    ASSERT_EQ(parse(made.changes).as_array().size(), 2u);
    EXPECT_EQ(parse(made.changes).at(0).at("is").as_string(), "deleted");
    EXPECT_EQ(parse(made.changes).at(1).at("is").as_string(), "created");
    EXPECT_EQ(wait_for(elements_at(*db_, book_, 3)).value().at("mine").at("type").as_string(), "TEXT");
}

TEST_F(Elements, GoWithTheRowOfTheirKindAndWithTheirAsset) {  // ELEM-16, IMG-16, DB-5
    const std::string shown = model::id_of(*create(json_of("IMAGE", R"(,"assetId":"asset")"), kThen)).value;
    const std::string again = model::id_of(*create(json_of("IMAGE", R"(,"assetId":"asset")"), kThen)).value;
    create(json_of("CIRCLE", ""), kThen);
    EXPECT_TRUE(remove(shown));
    EXPECT_FALSE(remove(shown));
    EXPECT_EQ(count(kKindRows), 2);
    EXPECT_EQ(wait_for(store::list_images(*db_, book_)).size(), 1u);
    EXPECT_EQ(remove_asset("asset"), book_ + "/images/asset.png");
    EXPECT_EQ(remove_asset("asset"), std::nullopt);
    EXPECT_FALSE(find(again).has_value());
    EXPECT_EQ(wait_for(store::list_elements(*db_, book_)).elements.size(), 1u);
    EXPECT_EQ(count(kKindRows), 1);
}

}  // namespace pictbook::canvas
