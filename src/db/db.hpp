// The database: one SQL text for SQLite and PostgreSQL ($1 parameters, quoted names, RETURNING, ON CONFLICT).
// No function above this interface knows which driver runs.
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/queue_use.hpp"
#include "base/result.hpp"
#include "db/rows.hpp"

namespace pictbook::db {

/// A parameter. Drivers encode times as `YYYY-MM-DD HH:MM:SS.mmm`, number lists as `{1,2.5}`, booleans as 1 and 0.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Time, std::vector<double>>;
using Args = std::vector<Value>;

/// SQL text with static storage, declared once beside the function that uses it. One whose first word is SELECT or WITH
/// only reads; drivers may run it beside the writer.
struct Statement {
    std::string_view text;
    bool writes;
    consteval Statement(const char* sql) : text(sql) {
        const std::string_view words = text.substr(std::min(text.find_first_not_of(" \n"), text.size()));
        writes = !words.starts_with("SELECT") && !words.starts_with("WITH");
    }
};

/// A rule of the schema refused the statement; the transaction is rolled back.
class Violation : public std::runtime_error {
public:
    enum class Kind { unique, foreign_key, not_null, check };
    Violation(Kind which, const std::string& what) : std::runtime_error(what), kind(which) {}
    Kind kind;
};

/// The connection broke when the write was on its way or being committed: it may have been done or not.
class InDoubt : public Unavailable {
    using Unavailable::Unavailable;
};

namespace detail {
template <class T>
Value to_value(const T& value) {
    if constexpr (requires {
                      value.has_value();
                      *value;
                  })
        return value.has_value() ? to_value(*value) : Value();
    else if constexpr (requires { value.value.size(); })
        return Value(std::string(value.value));  // a schema::Text
    else if constexpr (requires { value.value; })
        return to_value(value.value);  // a schema number
    else if constexpr (std::is_same_v<T, bool>)
        return Value(value);
    else if constexpr (std::is_enum_v<T>)
        return Value(std::string(to_text(value)));
    else if constexpr (std::is_integral_v<T>)
        return Value(static_cast<std::int64_t>(value));
    else if constexpr (std::is_floating_point_v<T>)
        return Value(static_cast<double>(value));
    else if constexpr (std::is_convertible_v<T, std::string_view>)
        return Value(std::string(std::string_view(value)));
    else
        return Value(value);
}
}  // namespace detail

/// A place where statements run: the database itself, or one transaction of it.
class Sql {
public:
    virtual ~Sql() = default;
    /// Throws Violation, or Unavailable (InDoubt among them) when the database is away or overloaded.
    virtual boost::asio::awaitable<Rows> execute(const Statement& statement, Args args) = 0;

    template <class... A>
    boost::asio::awaitable<Rows> run(const Statement& statement, const A&... args) {
        Args list;
        list.reserve(sizeof...(A));
        (list.push_back(detail::to_value(args)), ...);
        return execute(statement, std::move(list));
    }
};

/// A step of the schema's history as one database takes it.
struct SchemaStep {
    int number;  // 1, 2, 3 …
    std::string_view name;
    const char* sql;      // any number of statements
    bool adopts = false;  // on a database of the original, which has the rest already: additions only
};

/// On `Db` itself every statement is its own transaction, durable when it returns.
class Db : public Sql {
public:
    using Body = std::function<boost::asio::awaitable<bool>(Sql&)>;
    using Reading = std::function<boost::asio::awaitable<void>(Sql&)>;

    /// Commits when `body` returns true, rolls back when it returns false or throws. Durable when it returns.
    /// `body` may run on a thread of the database while the caller is suspended: it touches its captures and `Sql` only.
    /// What it awaits is `Sql` only.
    virtual boost::asio::awaitable<void> transact(Body body) = 0;

    /// Whatever `body` reads was so at one moment, however long it takes; it writes nothing by that `Sql`, and may await anything.
    /// Runs on the caller's thread, which reading SQLite blocks: for a thread where nobody is served.
    virtual boost::asio::awaitable<void> view(Reading body) = 0;

    /// `body(sql) -> awaitable<Result<T>>`: commits on a value, rolls back on an Error.
    template <class F>
    auto transaction(F body) -> std::invoke_result_t<F&, Sql&> {
        using Outcome = typename std::invoke_result_t<F&, Sql&>::value_type;
        std::optional<Outcome> outcome;
        Body run = [&](Sql& sql) -> boost::asio::awaitable<bool> {
            outcome.emplace(co_await body(sql));
            co_return outcome->has_value();
        };
        co_await transact(std::move(run));
        co_return std::move(*outcome);
    }

    /// Brings the schema up to date and gives the steps that it took; throws with one sentence when it can't. Blocking:
    /// before the first event loop runs.
    virtual std::vector<SchemaStep> migrate() = 0;
    /// The steps that migrate() would take now. Changes nothing; throws as migrate() does. Blocking as well.
    virtual std::vector<SchemaStep> missing_steps() = 0;
    /// For the start line and the doctor, e.g. `SQLite data/pictbook.db`.
    virtual std::string describe() const = 0;
    /// The queues on the way to it, for /metrics; none where calls wait on their own event loops. From any thread.
    virtual std::vector<QueueUse> queues() const { return {}; }
};

}  // namespace pictbook::db
