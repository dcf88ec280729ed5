#include "db/postgres_errors.hpp"

#include <optional>
#include <string>

#include "db/db.hpp"

namespace pictbook::db {

namespace {

using Remedy = PostgresFailure::Remedy;

std::optional<Violation::Kind> violated(std::string_view sqlstate) {
    if (sqlstate == "23505" || sqlstate == "23P01") return Violation::Kind::unique;
    if (sqlstate == "23503" || sqlstate == "23001") return Violation::Kind::foreign_key;
    if (sqlstate == "23502") return Violation::Kind::not_null;
    if (sqlstate == "23514") return Violation::Kind::check;
    // A word outside its enumeration, a number outside its type, a byte sequence that is no text.
    if (sqlstate == "22P02" || sqlstate == "22003" || sqlstate == "22021") return Violation::Kind::check;
    return std::nullopt;
}

/// Null when the state is not about the environment.
const char* describe_environment(std::string_view sqlstate) {
    if (sqlstate == "25006") return "the database can't be written at the moment";
    if (sqlstate == "40001" || sqlstate == "40P01") return "the database is overloaded by writes of the same rows";
    if (sqlstate == "57014") return "the database took too long";
    if (sqlstate == "53100") return "the disk of the database is full";
    if (sqlstate == "53200") return "there is not enough memory for the database";
    if (sqlstate == "53300") return "the database has no connection free";
    const std::string_view group = sqlstate.substr(0, 2);
    if (group == "53") return "the database is overloaded";
    if (group == "57" || group == "08" || group == "25") return "the database gave up the transaction";
    if (group == "58" || group == "XX") return "the database failed";
    return nullptr;
}

Remedy remedy_of(std::string_view sqlstate, std::string_view message) {
    if (sqlstate == "40001" || sqlstate == "40P01") return Remedy::repeat;
    if (sqlstate == "25006") return Remedy::reconnect;
    if (sqlstate == "26000") return Remedy::prepare;
    // "cached plan must not change result type" has no state of its own and this text in English only; a wrong guess costs
    // one more attempt.
    if (sqlstate == "0A000" && message.find("cached plan") != std::string_view::npos) return Remedy::prepare;
    return Remedy::none;
}

}  // namespace

PostgresFailure make_postgres_failure(std::string_view sqlstate, std::string_view message, std::string_view sql) {
    const Remedy remedy = remedy_of(sqlstate, message);
    if (const std::optional<Violation::Kind> kind = violated(sqlstate)) {
        // The message of class 22 holds the value.
        const bool is_plain = sqlstate.starts_with("23");
        const std::string said(is_plain ? message : "a value does not fit its column");
        return {std::make_exception_ptr(Violation(*kind, said)), remedy};
    }
    if (const char* what = describe_environment(sqlstate)) return {std::make_exception_ptr(Unavailable(what)), remedy};
    // The messages of class 22, data exceptions, may hold the value.
    const std::string reason(sqlstate.starts_with("22") ? "a value is not what its place takes" : message);
    const std::string said = reason + " (" + std::string(sqlstate) + ")\n" + std::string(sql);
    return {std::make_exception_ptr(std::logic_error(said)), remedy};
}

std::exception_ptr connection_lost(bool in_doubt) {
    if (!in_doubt) return std::make_exception_ptr(Unavailable("the connection to the database broke"));
    return std::make_exception_ptr(InDoubt("the connection to the database broke; the change may have been made"));
}

}  // namespace pictbook::db
