#include "cli/migrate.hpp"

namespace pictbook::cli {

namespace {

std::string nothing_to_do(const std::string& place) { return "nothing to do: " + place + " is up to date\n"; }

/// As it stands in the source, without the empty lines around it.
std::string text_of(const db::SchemaStep& step) {
    const std::string_view sql = step.sql;
    const std::size_t first = sql.find_first_not_of('\n'), last = sql.find_last_not_of('\n');
    return std::string(sql.substr(first, last - first + 1));
}

std::string name_of(const db::SchemaStep& step) {
    const std::string taken_over =
        step.adopts ? " (a database of Pictshare Book is taken over, by additions only)" : "";
    return std::to_string(step.number) + " " + std::string(step.name) + taken_over + "\n";
}

}  // namespace

std::string tell_steps(const std::vector<db::SchemaStep>& taken, const std::string& place) {
    if (taken.empty()) return nothing_to_do(place);
    std::string out;
    for (const db::SchemaStep& step : taken) out += "applied " + name_of(step);
    return out + place + " is up to date\n";
}

std::string tell_missing_steps(const std::vector<db::SchemaStep>& missing, const std::string& place) {
    if (missing.empty()) return nothing_to_do(place);
    std::string out;
    for (const db::SchemaStep& step : missing) out += "would apply " + name_of(step) + "\n" + text_of(step) + "\n\n";
    return out + "nothing was changed in " + place + "\n";
}

}  // namespace pictbook::cli
