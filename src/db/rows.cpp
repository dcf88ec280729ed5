#include "db/rows.hpp"

#include <charconv>
#include <limits>

namespace pictbook::db {

namespace {

template <class T>
T parse(std::string_view text, const char* what) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw BadColumn(std::string("a column holds no ") + what);
    return value;
}

}  // namespace

const Cell& Row::cell(std::size_t column) const { return rows_->cells_[index_ * rows_->width() + column]; }

std::string_view Row::text(std::size_t column) const {
    const Cell& c = cell(column);
    if (c.kind != Cell::Kind::text) throw BadColumn("a column holds no text: " + (*rows_->names_)[column]);
    return std::string_view(rows_->arena_).substr(c.text.offset, c.text.size);
}

std::int64_t Row::integer(std::size_t column) const {
    const Cell& c = cell(column);
    if (c.kind == Cell::Kind::integer) return c.integer;
    return parse<std::int64_t>(text(column), "integer");
}

double Row::number(std::size_t column) const {
    const Cell& c = cell(column);
    if (c.kind == Cell::Kind::number) return c.number;
    if (c.kind == Cell::Kind::integer) return static_cast<double>(c.integer);
    return parse<double>(text(column), "number");
}

bool Row::boolean(std::size_t column) const {
    const Cell& c = cell(column);
    if (c.kind == Cell::Kind::integer) return c.integer != 0;
    return text(column) == "t";
}

Time Row::time(std::size_t column) const {
    const std::optional<Time> value = parse_time(text(column));
    if (!value) throw BadColumn("a column holds no time: " + (*rows_->names_)[column]);
    return *value;
}

std::vector<double> Row::numbers(std::size_t column) const {
    std::string_view list = text(column);
    if (list.size() < 2 || list.front() != '{' || list.back() != '}')
        throw BadColumn("a column holds no list of numbers");
    list = list.substr(1, list.size() - 2);
    std::vector<double> out;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        out.push_back(parse<double>(list.substr(0, comma), "number"));
        list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
    }
    return out;
}

bool Row::is_null(std::string_view name) const { return is_null(rows_->column(name)); }
std::string_view Row::text(std::string_view name) const { return text(rows_->column(name)); }
std::int64_t Row::integer(std::string_view name) const { return integer(rows_->column(name)); }
bool Row::boolean(std::string_view name) const { return boolean(rows_->column(name)); }
Time Row::time(std::string_view name) const { return time(rows_->column(name)); }

std::size_t Rows::column(std::string_view name) const {
    for (std::size_t i = 0; i < width(); ++i)
        if ((*names_)[i] == name) return i;
    throw BadColumn("the statement has no column " + std::string(name));
}

void Rows::add(std::int64_t value) {
    Cell& cell = cells_.emplace_back();
    cell.kind = Cell::Kind::integer;
    cell.integer = value;
}

void Rows::add(double value) {
    Cell& cell = cells_.emplace_back();
    cell.kind = Cell::Kind::number;
    cell.number = value;
}

void Rows::add(std::string_view value) {
    if (arena_.size() + value.size() > std::numeric_limits<std::uint32_t>::max())
        throw BadColumn("a result is larger than 4 GiB");
    Cell& cell = cells_.emplace_back();
    cell.kind = Cell::Kind::text;
    cell.text = {static_cast<std::uint32_t>(arena_.size()), static_cast<std::uint32_t>(value.size())};
    arena_.append(value);
}

}  // namespace pictbook::db
