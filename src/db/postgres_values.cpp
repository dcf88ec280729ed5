#include "db/postgres_values.hpp"

#include <cassert>
#include <charconv>
#include <cmath>
#include <string_view>

namespace pictbook::db {

namespace {

using Kind = PostgresColumns::Kind;

// pg_type.dat of PostgreSQL; these numbers never change.
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701, kTimestamp = 1114;

template <class Number>
void append_number(std::string& out, Number number) {
    constexpr std::size_t kLongest = 32;
    char digits[kLongest];
    const auto [end, error] = std::to_chars(digits, digits + kLongest, number);
    out.append(digits, end);
}

/// The text of a value; null has none.
struct Writer {
    std::string& out;

    void operator()(std::monostate) const {}
    void operator()(bool value) const { out = value ? "1" : "0"; }
    void operator()(std::int64_t value) const { append_number(out, value); }
    void operator()(double value) const {
        assert(!std::isnan(value));  // as with SQLite
        append_number(out, value);
    }
    void operator()(const std::string& value) const {
        if (value.find('\0') != std::string::npos)
            throw Violation(Violation::Kind::check, "a text holds a zero byte, which PostgreSQL can't store");
        out = value;
    }
    void operator()(Time value) const { out = to_sql(value); }
    void operator()(const std::vector<double>& list) const {
        out = "{";
        for (const double number : list) {
            assert(std::isfinite(number));
            if (out.size() > 1) out += ',';
            append_number(out, number);
        }
        out += '}';
    }
};

Kind kind_of(Oid type) {
    switch (type) {
        case kInt2:
        case kInt4:
        case kInt8:
            return Kind::integer;
        case kFloat4:
        case kFloat8:
            return Kind::number;
        case kBool:
            return Kind::boolean;
        case kTimestamp:
            return Kind::time;
        default:
            return Kind::text;  // enumerations, lists of numbers and numeric too
    }
}

template <class Number>
Number parse(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) throw BadColumn("a column holds no number");
    return value;
}

/// PostgreSQL drops the zeros at the end of a second's fraction; a time has three digits everywhere else.
void add_time(Rows& rows, std::string_view text) {
    constexpr std::size_t kSeconds = 19, kWhole = 23;  // of YYYY-MM-DD HH:MM:SS.mmm
    if (text.size() == kWhole || text.size() < kSeconds) return rows.add(text);
    const std::optional<Time> time = parse_time(text);
    if (!time) throw BadColumn("a column holds no time");
    rows.add(std::string_view(to_sql(*time)));
}

void add_cell(Rows& rows, Kind kind, std::string_view text) {
    switch (kind) {
        case Kind::integer:
            return rows.add(parse<std::int64_t>(text));
        case Kind::number:
            return rows.add(parse<double>(text));
        case Kind::boolean:
            return rows.add(std::int64_t{text == "t"});
        case Kind::time:
            return add_time(rows, text);
        case Kind::text:
            return rows.add(text);
    }
}

}  // namespace

PostgresArguments::PostgresArguments(const Args& args) : texts_(args.size()) {
    pointers_.reserve(args.size());
    for (std::size_t i = 0; i < args.size(); ++i) {
        std::visit(Writer{texts_[i]}, args[i]);
        const bool is_null = std::holds_alternative<std::monostate>(args[i]);
        pointers_.push_back(is_null ? nullptr : texts_[i].c_str());
    }
}

PostgresColumns read_columns(const PGresult* result) {
    PostgresColumns columns;
    std::vector<std::string> names;
    for (int i = 0; i < PQnfields(result); ++i) {
        names.emplace_back(PQfname(result, i));
        columns.kinds.push_back(kind_of(PQftype(result, i)));
    }
    columns.names = std::make_shared<const std::vector<std::string>>(std::move(names));
    return columns;
}

Rows read_rows(const PostgresColumns& columns, const PGresult* result) {
    Rows rows(columns.names);
    const int height = PQntuples(result), width = PQnfields(result);
    std::size_t bytes = 0;
    for (int row = 0; row < height; ++row)
        for (int column = 0; column < width; ++column)
            if (columns.kinds[static_cast<std::size_t>(column)] >= Kind::time)
                bytes += static_cast<std::size_t>(PQgetlength(result, row, column)) + 4;
    rows.reserve(static_cast<std::size_t>(height) * static_cast<std::size_t>(width), bytes);
    for (int row = 0; row < height; ++row) {
        for (int column = 0; column < width; ++column) {
            if (PQgetisnull(result, row, column) != 0) {
                rows.add_null();
                continue;
            }
            const auto length = static_cast<std::size_t>(PQgetlength(result, row, column));
            const std::string_view text(PQgetvalue(result, row, column), length);
            add_cell(rows, columns.kinds[static_cast<std::size_t>(column)], text);
        }
    }
    return rows;
}

}  // namespace pictbook::db
