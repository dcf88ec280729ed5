// Rows as described structs: each member is read from the column of its name.
#pragma once

#include <array>

#include "db/rows.hpp"

namespace pictbook::db {

namespace detail {

template <class T>
void read_cell(const Row& row, std::size_t column, T& out) {
    if constexpr (requires {
                      out.has_value();
                      out.emplace();
                  }) {
        if (row.is_null(column))
            out.reset();
        else
            read_cell(row, column, out.emplace());
    } else if constexpr (std::is_same_v<T, std::string>) {
        out = row.text(column);
    } else if constexpr (requires { out.value; }) {
        read_cell(row, column, out.value);
    } else if constexpr (std::is_same_v<T, Time>) {
        out = row.time(column);
    } else if constexpr (std::is_same_v<T, bool>) {
        out = row.boolean(column);
    } else if constexpr (std::is_enum_v<T>) {
        if (!boost::describe::enum_from_string(std::string(row.text(column)).c_str(), out))
            throw BadColumn("unknown word in an enumeration column");
    } else if constexpr (std::is_floating_point_v<T>) {
        out = row.number(column);
    } else if constexpr (std::is_integral_v<T>) {
        out = static_cast<T>(row.integer(column));
    } else {
        static_assert(sizeof(T) == 0, "no column holds this type");
    }
}

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

}  // namespace detail

template <class T>
std::vector<T> Rows::all() const {
    std::vector<T> out;
    if (empty()) return out;
    using Members = detail::Members<T>;
    std::array<std::size_t, boost::mp11::mp_size<Members>::value> columns;
    std::size_t next = 0;
    boost::mp11::mp_for_each<Members>([&](auto member) { columns[next++] = column(member.name); });
    out.reserve(size());
    for (std::size_t i = 0; i < size(); ++i) {
        T& item = out.emplace_back();
        std::size_t at = 0;
        boost::mp11::mp_for_each<Members>(
            [&](auto member) { detail::read_cell((*this)[i], columns[at++], item.*member.pointer); });
    }
    return out;
}

template <class T>
std::optional<T> Rows::first() const {
    if (empty()) return std::nullopt;
    std::optional<T> out(std::in_place);
    boost::mp11::mp_for_each<detail::Members<T>>(
        [&](auto member) { detail::read_cell((*this)[0], column(member.name), (*out).*member.pointer); });
    return out;
}

}  // namespace pictbook::db
