#include "cli/tables.hpp"

#include <set>

#include "unit/cli/house.hpp"

namespace pictbook::cli {

namespace {

constexpr db::Statement kTableNames(
    R"(SELECT "name" FROM "sqlite_schema" WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite_%')");
constexpr db::Statement kColumnNames(R"(SELECT "name" FROM pragma_table_info($1))");

bool is_left_behind(std::string_view table, std::string_view column) {
    for (const LeftBehind& each : left_behind())
        if (each.table == table && (each.column.empty() || each.column == column)) return !each.why.empty();
    return false;
}

std::string_view columns_of(std::string_view name) {
    for (const Table& table : copied_tables())
        if (table.name == name) return table.columns;
    return "";
}

}  // namespace

/// A table or column of a future migration belongs into one of both lists (src/cli/tables.cpp).
TEST_F(Housed, EachTableAndColumnIsCopiedOrLeftBehindOnPurpose) {  // BACKUP-7
    const db::Rows tables = wait_for(house_.db().run(kTableNames));
    EXPECT_GE(tables.size(), copied_tables().size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const std::string table(tables[i].text("name"));
        const db::Rows columns = wait_for(house_.db().run(kColumnNames, table));
        for (std::size_t j = 0; j < columns.size(); ++j) {
            const std::string column(columns[j].text("name"));
            const bool copied = columns_of(table).find("\"" + column + "\"") != std::string_view::npos;
            EXPECT_NE(copied, is_left_behind(table, column)) << table << "." << column;
        }
    }
}

}  // namespace pictbook::cli
