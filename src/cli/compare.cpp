#include "cli/compare.hpp"

#include "base/waiting.hpp"
#include "cli/object_pieces.hpp"
#include "cli/snapshot.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kMostTold = 10;

class Teller {
public:
    explicit Teller(std::ostream& out) : out_(out) {}
    void tell(const std::string& what) {
        if (told_++ < kMostTold) out_ << what << '\n';
    }

private:
    std::ostream& out_;
    std::size_t told_ = 0;
};

/// The rows of one table in the order of their keys, a page at a time.
class Cursor {
public:
    Cursor(db::Sql& sql, const Table& table) : sql_(sql), table_(table), last_(first_key(table)) {}

    awaitable<void> next() {
        if (++index_ < page_.size()) co_return;
        page_ = co_await sql_.execute(table_.page, last_);
        index_ = 0;
        if (!page_.empty()) last_ = key_of(table_, page_[page_.size() - 1]);
    }
    bool at_end() const { return page_.empty(); }
    db::Row row() const { return page_[index_]; }
    std::size_t width() const { return page_.width(); }
    db::Args key() const { return key_of(table_, row()); }

private:
    db::Sql& sql_;
    const Table& table_;
    db::Args last_;
    db::Rows page_;
    std::size_t index_ = 0;
};

bool same_cell(const db::Row& a, const db::Row& b, std::size_t column) {
    using Kind = db::Cell::Kind;
    if (a.cell(column).kind != b.cell(column).kind) return false;
    switch (a.cell(column).kind) {
        case Kind::null:
            return true;
        case Kind::integer:
            return a.integer(column) == b.integer(column);
        case Kind::number:
            return a.number(column) == b.number(column);
        case Kind::text:
            return a.text(column) == b.text(column);
    }
    return false;
}

bool same_row(const db::Row& a, const db::Row& b, std::size_t width) {
    for (std::size_t column = 0; column < width; ++column)
        if (!same_cell(a, b, column)) return false;
    return true;
}

std::string name_of(const Table& table, const db::Args& key) {
    std::string name(table.name);
    for (const db::Value& part : key) {
        const auto* text = std::get_if<std::string>(&part);
        name += " " + (text != nullptr ? *text : std::to_string(std::get<std::int64_t>(part)));
    }
    return name;
}

/// Both are SQLite files, which order keys alike.
awaitable<std::size_t> compare_table(db::Sql& archive, db::Sql& store, const Table& table, Teller& teller) {
    std::size_t differences = 0;
    const auto differ = [&](const char* how, const Cursor& where) {
        ++differences;
        teller.tell(how + name_of(table, where.key()));
    };
    Cursor a(archive, table), b(store, table);
    co_await a.next();
    co_await b.next();
    while (!a.at_end() || !b.at_end()) {
        const bool only_a = b.at_end() || (!a.at_end() && a.key() < b.key());
        const bool only_b = !only_a && (a.at_end() || b.key() < a.key());
        if (only_a)
            differ("only in the archive: ", a);
        else if (only_b)
            differ("only in the store: ", b);
        else if (!same_row(a.row(), b.row(), a.width()))
            differ("different: ", a);
        if (!only_b) co_await a.next();
        if (!only_a) co_await b.next();
    }
    co_return differences;
}

/// Empty: there is no such object.
awaitable<std::string> hash_object(blob::Blobs& blobs, std::string key) {
    const std::unique_ptr<blob::Reader> reader = co_await blobs.open(key);
    if (!reader) co_return std::string();
    Sha256 hash;
    ObjectPieces pieces(*reader, key);
    for (std::string piece = co_await pieces.next(); !piece.empty(); piece = co_await pieces.next()) hash.add(piece);
    co_return hash.digits();
}

awaitable<std::size_t> compare_objects(const Manifest& manifest, blob::Blobs& blobs, Teller& teller) {
    const std::string folder = kObjectsFolder;
    std::size_t differences = 0;
    for (const Entry& each : manifest.entries) {
        if (!each.name.starts_with(folder)) continue;
        const std::string key = each.name.substr(folder.size()), hash = co_await hash_object(blobs, key);
        if (hash == each.sha256) continue;
        ++differences;
        teller.tell((hash.empty() ? "only in the archive: photo " : "different: photo ") + key);
    }
    for (const std::string& key : manifest.missing) {
        const std::unique_ptr<blob::Reader> reader = co_await blobs.open(key);
        if (!reader) continue;
        ++differences;
        teller.tell("only in the store: photo " + key);
    }
    co_return differences;
}

awaitable<Differences> compare_all(const Checked& archive, const Stores& store, std::filesystem::path folder,
                                   std::ostream& out) {
    const std::filesystem::path file = folder / "store.sqlite";
    co_await take_snapshot(store.db, file, go_on);
    db::SqliteFile backed_up(archive.database), stored(file);
    Teller teller(out);
    Differences differences;
    for (const Table& table : copied_tables())
        differences.rows += co_await compare_table(backed_up, stored, table, teller);
    differences.objects = co_await compare_objects(archive.manifest, store.blobs, teller);
    co_return differences;
}

}  // namespace

Differences compare_with_store(const Checked& archive, const Stores& store, const std::filesystem::path& folder,
                               std::ostream& out) {
    return wait_for(compare_all(archive, store, folder, out));
}

}  // namespace pictbook::cli
