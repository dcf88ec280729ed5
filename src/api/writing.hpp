// Writing into a book that may be deleted at the same time.
#pragma once

#include "api/parts.hpp"

namespace pictbook::api {

/// `body` as a transaction. When the row that it refers to has gone since the access check, the caller gets `gone`.
template <class Body>
auto write_in_book(const Parts& parts, Body body, Error gone) -> std::invoke_result_t<Body&, db::Sql&> {
    try {
        co_return co_await parts.db.transaction(body);
    } catch (const db::Violation& violation) {
        if (violation.kind != db::Violation::Kind::foreign_key) throw;
    }
    co_return std::move(gone);
}

}  // namespace pictbook::api
