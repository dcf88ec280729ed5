// Writing into a book: one transaction that has the book to itself.
#pragma once

#include "api/parts.hpp"
#include "store/projects.hpp"

namespace pictbook::api {

/// `body(sql)` as a transaction in which no other one writes into the book. The caller gets `gone` when the book, or a row
/// that `body` refers to, has gone since the access check.
template <class Body>
auto write_in_book(const Parts& parts, std::string project_id, Body body, Error gone)
    -> std::invoke_result_t<Body&, db::Sql&> {
    using Answer = typename std::invoke_result_t<Body&, db::Sql&>::value_type;
    auto hold_and_write = [&](db::Sql& sql) -> boost::asio::awaitable<Answer> {
        const bool held = co_await store::hold_project(sql, project_id);
        if (!held) co_return gone;
        co_return co_await body(sql);
    };
    try {
        co_return co_await parts.db.transaction(hold_and_write);
    } catch (const db::Violation& violation) {
        if (violation.kind != db::Violation::Kind::foreign_key) throw;
    }
    co_return std::move(gone);
}

/// For what only owners do: whether that user is one still, which the access check found before the book was held.
inline boost::asio::awaitable<bool> is_owner(db::Sql& sql, std::string project_id, std::string user_id) {
    const std::optional<model::Member> member =
        co_await store::find_member(sql, std::move(project_id), std::move(user_id));
    co_return member && member->role == model::Role::OWNER;
}

}  // namespace pictbook::api
