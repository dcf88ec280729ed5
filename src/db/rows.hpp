// What a statement returned: cells in one flat store, texts in one arena, so that 200 rows cost a few allocations.
// The same for every database; drivers fill it, stores read it by column name.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace pictbook::db {

/// A stored value that is not what the code expects: the schema and the code disagree.
class BadColumn : public std::logic_error {
    using std::logic_error::logic_error;
};

struct Cell {
    enum class Kind : std::uint8_t { null, integer, number, text };
    struct Span {
        std::uint32_t offset, size;  // in the arena
    };
    Kind kind = Kind::null;
    union {
        std::int64_t integer;
        double number;
        Span text;
    };
    Cell() : integer(0) {}
};

class Rows;

/// One row, readable while its Rows lives.
class Row {
public:
    Row(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    const Cell& cell(std::size_t column) const;
    bool is_null(std::size_t column) const { return cell(column).kind == Cell::Kind::null; }
    std::string_view text(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;
    double number(std::size_t column) const;
    bool boolean(std::size_t column) const;  // 1/0 or t/f
    Time time(std::size_t column) const;
    std::vector<double> numbers(std::size_t column) const;  // '{1,2.5}'

    bool is_null(std::string_view name) const;
    std::string_view text(std::string_view name) const;
    std::int64_t integer(std::string_view name) const;
    bool boolean(std::string_view name) const;
    Time time(std::string_view name) const;

private:
    const Rows* rows_;
    std::size_t index_;
};

class Rows {
public:
    using Names = std::shared_ptr<const std::vector<std::string>>;

    Rows() = default;
    explicit Rows(Names names) : names_(std::move(names)) {}

    std::size_t size() const { return width() == 0 ? 0 : cells_.size() / width(); }
    bool empty() const { return size() == 0; }
    std::size_t width() const { return names_ ? names_->size() : 0; }
    Row operator[](std::size_t index) const { return {*this, index}; }
    /// Throws BadColumn when the statement has no such column.
    std::size_t column(std::string_view name) const;
    std::uint64_t changed = 0;  // rows written by INSERT, UPDATE or DELETE

    // For drivers: cells in row order.
    void reserve(std::size_t cells, std::size_t bytes) {
        cells_.reserve(cells);
        arena_.reserve(bytes);
    }
    std::size_t cells() const { return cells_.size(); }
    std::size_t bytes() const { return arena_.size(); }
    void add_null() { cells_.emplace_back(); }
    void add(std::int64_t value);
    void add(double value);
    void add(std::string_view value);

    /// Every row as the described struct T, members matched to columns by name. (row_struct.hpp)
    template <class T>
    std::vector<T> all() const;
    /// The first row, if there is one.
    template <class T>
    std::optional<T> first() const;

private:
    friend class Row;
    Names names_;
    std::vector<Cell> cells_;
    std::string arena_;
};

}  // namespace pictbook::db
