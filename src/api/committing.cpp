#include "api/committing.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

Error error_of(canvas::Refusal refusal, Error gone) {
    return refusal.code == "book_gone" ? std::move(gone) : std::move(refusal.error);
}

}  // namespace

awaitable<Result<canvas::Commit>> commit_command(const Parts& parts, std::string project_id, canvas::Draft draft,
                                                 Error gone) {
    auto write = [&](db::Sql& sql) -> awaitable<Result<canvas::Commit>> {
        std::vector<canvas::Verdict> verdicts =
            co_await canvas::commit(sql, project_id, std::span(&draft, 1), now(), false);
        if (auto* refusal = std::get_if<canvas::Refusal>(&verdicts.front()))
            co_return error_of(std::move(*refusal), gone);
        co_return std::get<canvas::Commit>(std::move(verdicts.front()));
    };
    try {
        Result<canvas::Commit> made = co_await parts.db.transaction(write);
        if (made) tell_commit(parts, project_id, *made);  // also one that was made before: nobody may know of it yet
        co_return made;
    } catch (const db::Violation& violation) {
        if (violation.kind != db::Violation::Kind::foreign_key) throw;
    }
    co_return std::move(gone);
}

void tell_commit(const Parts& parts, const std::string& project_id, const canvas::Commit& commit) {
    parts.hub.tell_commit(project_id, commit);
}

}  // namespace pictbook::api
