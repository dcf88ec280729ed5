// Values as PostgreSQL's text forms and back. All of them travel as text of unspecified type, so that the server infers the
// type from where the parameter stands.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "db/db.hpp"

namespace pictbook::db {

/// The parameters of one statement; it owns what its pointers point to.
class PostgresArguments {
public:
    /// Throws Violation for a text with a zero byte, which PostgreSQL has no place for.
    explicit PostgresArguments(const Args& args);
    int count() const { return static_cast<int>(pointers_.size()); }
    const char* const* pointers() const { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<const char*> pointers_;  // null: NULL
};

/// How a statement's columns are named and read, known after its first result.
struct PostgresColumns {
    enum class Kind : std::uint8_t { integer, number, boolean, time, text };
    Rows::Names names;
    std::vector<Kind> kinds;
};

PostgresColumns read_columns(const PGresult* result);
/// Throws BadColumn when a value is none of its column's type.
Rows read_rows(const PostgresColumns& columns, const PGresult* result);

}  // namespace pictbook::db
