#include "db/sqlite_errors.hpp"

#include <sqlite3.h>

#include "db/db.hpp"

namespace pictbook::db {

namespace {

/// Null when the code is not about the environment.
const char* describe_environment(int primary_code) {
    switch (primary_code) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return "the database is locked by another process";
        case SQLITE_IOERR:
            return "the disk of the database failed";
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "the database file can't be written";
        case SQLITE_CANTOPEN:
            return "the database file can't be opened";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the database file is damaged or not a database";
        case SQLITE_NOMEM:
            return "there is not enough memory for the database";
        case SQLITE_INTERRUPT:
        case SQLITE_ABORT:
            return "the database gave up the transaction";
        default:
            return nullptr;
    }
}

}  // namespace

void throw_sqlite_error(int code, std::string_view message, std::string_view sql) {
    const std::string said(message);
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            throw Violation(Violation::Kind::unique, said);
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            throw Violation(Violation::Kind::foreign_key, said);
        case SQLITE_CONSTRAINT_NOTNULL:
            throw Violation(Violation::Kind::not_null, said);
        case SQLITE_CONSTRAINT_CHECK:
        case SQLITE_CONSTRAINT_DATATYPE:
            throw Violation(Violation::Kind::check, said);
        default:
            break;
    }
    if ((code & 0xff) == SQLITE_FULL) throw DiskFull("the disk of the database is full");
    if (const char* what = describe_environment(code & 0xff)) throw Unavailable(std::string(what) + " (" + said + ")");
    throw std::logic_error(said + "\n" + std::string(sql));
}

}  // namespace pictbook::db
