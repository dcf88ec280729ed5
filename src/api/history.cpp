// The history of a book and its named versions: docs/spec/live-v2.md, History.
#include "canvas/history.hpp"

#include "api/access.hpp"
#include "api/committing.hpp"
#include "api/paths.hpp"
#include "api/query_numbers.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "store/versions.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Body;
using http::failure;
using http::Path;
using http::Query;
using model::Role;

namespace {

constexpr std::int64_t kMostEntries = 100;
constexpr std::int64_t kMostVersions = 1000;
constexpr const char* kTooMany = "The book has 1000 named versions already";
constexpr const char* kNoVersion = "Version not found";

struct HistoryQuery {
    std::optional<std::string> before;
    std::optional<std::string> limit;
};
BOOST_DESCRIBE_STRUCT(HistoryQuery, (), (before, limit))

struct ByVersion {
    model::Id id;
    model::Id versionId;
};
BOOST_DESCRIBE_STRUCT(ByVersion, (), (id, versionId))

struct Restored {
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(Restored, (), (seq))

model::HistoryEntry entry_of(const store::JournalEntry& entry) {
    model::HistoryEntry out{entry.seq, entry.at, entry.author, entry.type, {}};
    for (canvas::Step& step : canvas::read_steps(entry.changes))
        if (std::find(out.elements.begin(), out.elements.end(), step.id) == out.elements.end())
            out.elements.push_back(std::move(step.id));
    return out;
}

awaitable<Result<std::vector<model::HistoryEntry>>> list_history(const Parts& parts, const Reader<OfProject>& reader,
                                                                 const Query<HistoryQuery>& query) {
    const Result<std::int64_t> before = whole_of(query.before, "before", 0, kMostWhole, kMostWhole);
    if (!before) co_return before.error();
    const Result<std::int64_t> limit = whole_of(query.limit, "limit", 1, kMostEntries, kMostEntries);
    if (!limit) co_return limit.error();
    std::vector<model::HistoryEntry> out;
    std::int64_t next = *before, left = *limit;
    for (std::int64_t most = store::kFirstEntries; left > 0; left = *limit - static_cast<std::int64_t>(out.size())) {
        const std::vector<store::JournalEntry> page =
            co_await store::list_entries_before(parts.db, reader.project_id(), next, std::min(most, left));
        if (page.empty()) break;
        for (const store::JournalEntry& each : page) out.push_back(entry_of(each));
        next = page.back().seq;
        most = store::next_page(page);
    }
    co_return out;
}

awaitable<Result<Restored>> restore(const Parts& parts, const Member<Role::EDITOR>& editor, const IdempotencyKey& key,
                                    const Body<model::HistoryPlace>& body) {
    if (!body->seq.fits()) co_return failure(Fault::not_found, kOutOfReach);
    std::optional<canvas::json::object> then =
        co_await canvas::elements_at(parts.db, editor.project_id(), body->seq.whole());
    if (!then) co_return failure(Fault::not_found, kOutOfReach);
    canvas::Command command{.kind = canvas::Command::Kind::revert, .elements = std::move(*then)};
    const Result<canvas::Commit> commit = co_await commit_command(
        parts, editor.project_id(), {editor.user_id(), key.op, std::move(command)}, refusal(Role::EDITOR));
    if (!commit) co_return commit.error();
    co_return Restored{commit->seq};
}

awaitable<Result<std::vector<model::Version>>> list_versions(const Parts& parts, const Reader<OfProject>& reader) {
    co_return co_await store::list_versions(parts.db, reader.project_id());
}

awaitable<Result<model::Version>> create_version(const Parts& parts, const Member<Role::EDITOR>& editor,
                                                 const Body<model::NewVersion>& body) {
    model::Version version;
    version.id = make_cuid();
    version.name = body->name;
    version.createdAt = now();
    version.userId.value = editor.user_id();
    auto create = [&](db::Sql& sql) -> awaitable<Result<model::Version>> {
        const std::optional<store::JournalHead> head = co_await store::hold_journal(sql, editor.project_id());
        if (!head) co_return refusal(Role::EDITOR);
        if (co_await store::count_versions(sql, editor.project_id()) >= kMostVersions)
            co_return failure(Fault::conflict, kTooMany);
        version.seq = head->seq;
        co_await store::create_version(sql, editor.project_id(), version);
        co_return version;
    };
    co_return co_await parts.db.transaction(create);
}

awaitable<Result<Message>> remove_version(const Parts& parts, const Member<Role::EDITOR>& editor,
                                          const Path<ByVersion>& path) {
    const bool removed = co_await store::remove_version(parts.db, editor.project_id(), path.versionId.value);
    if (!removed) co_return failure(Fault::not_found, kNoVersion);
    co_return Message{"Version deleted successfully"};
}

}  // namespace

Table history_routes() {
    return {
        http::get<"/projects/:id/history">(list_history, {"What changed in a book, the newest first", "History"}),
        http::post<"/projects/:id/history/restore">(
            restore,
            {"Make a book what it was after an event; a new event", "History", {{Fault::not_found, kOutOfReach}}}),
        http::get<"/projects/:id/versions">(list_versions, {"The named versions of a book", "History"}),
        http::post<"/projects/:id/versions">(create_version,
                                             {"Name what the book is now", "History", {{Fault::conflict, kTooMany}}}),
        http::remove<"/projects/:id/versions/:versionId">(
            remove_version, {"Forget the name of a version", "History", {{Fault::not_found, kNoVersion}}}),
    };
}

}  // namespace pictbook::api
