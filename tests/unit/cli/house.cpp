#include "unit/cli/house.hpp"

namespace pictbook::cli {

namespace {

constexpr db::Statement kAddPerson(
    R"(INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
    VALUES ('ada', 'Ada', 'ada@example.com', 1, $1, $1))");
constexpr db::Statement kAddBook(R"(INSERT INTO "Project" ("id", "name", "createdAt", "updatedAt", "seq", "epoch")
    VALUES ('book', 'Our wedding', $1, $1, 7, 2))");
constexpr db::Statement kAddMember(
    R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES ('ada', 'book', 'OWNER'))");
constexpr db::Statement kAddThing(
    R"(INSERT INTO "Element" ("id", "type", "x", "y", "width", "height", "zIndex", "createdAt",
    "updatedAt", "projectId", "rev", "order") VALUES ($1, $2, 0.1, -0.0, 1e300, 3, 1, $3, $3, 'book', 7, 'a1'))");
constexpr db::Statement kAddText(
    R"(INSERT INTO "Text" ("id", "content", "elementId") VALUES ('t', 'Grüße 💐', 'text'))");
constexpr db::Statement kAddDrawing(R"(INSERT INTO "Shape" ("id", "shapeType", "points", "elementId")
    VALUES ('s', 'DRAWING', $1, 'shape'))");
constexpr db::Statement kAddEntry(
    R"(INSERT INTO "Journal" ("projectId", "seq", "epoch", "at", "author", "type", "result",
    "changes", "inverse") VALUES ('book', 7, 2, $1, 'ada', 'CREATE', '{}', '[]', '[]'))");
constexpr db::Statement kAddAsset(R"(INSERT INTO "ImageAsset" ("id", "key", "mimeType", "size", "height", "width",
    "createdAt", "updatedAt", "projectId") VALUES ($1, $2, 'image/png', $3, 1, 1, $4, $4, 'book'))");

const Time kThen = *parse_time("2025-02-03T04:05:06.789Z");

}  // namespace

void House::furnish() {
    run(kAddPerson, kThen);
    run(kAddBook, kThen);
    run(kAddMember);
    run(kAddThing, "text", "TEXT", kThen);
    run(kAddThing, "shape", "SHAPE", kThen);
    run(kAddText);
    run(kAddDrawing, std::vector<double>{100000, 1.5, -0.0, 1e21, 0.1});
    run(kAddEntry, kThen);
    add_photo("first", std::string(3'000'000, 'p'), 3'000'000);  // some pieces
    add_photo("second", "a small one", 11);
}

void House::add_photo(const std::string& id, const std::string& bytes, std::size_t size) {
    const std::string key = "book/images/" + id + ".png";
    if (!bytes.empty()) put_object(key, bytes);
    run(kAddAsset, id, key, size, kThen);
}

}  // namespace pictbook::cli
