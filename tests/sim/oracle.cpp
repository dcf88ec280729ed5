#include "sim/oracle.hpp"

#include <algorithm>

#include "sim/trial.hpp"

namespace pictbook::sim {

std::vector<std::string> Book::stack() const {
    std::vector<std::tuple<std::int64_t, std::string_view, std::string_view, std::string_view>> places;
    for (const auto& [id, element] : live)
        places.emplace_back(element.at("zIndex").as_int64(), element.at("order").as_string(),
                            element.at("createdAt").as_string(), id);
    std::sort(places.begin(), places.end());
    std::vector<std::string> out;
    for (const auto& place : places) out.emplace_back(std::get<3>(place));
    return out;
}

std::string Oracle::commit(const Record& record, const store::JournalEntry& entry) {
    const std::vector<canvas::Step> steps = canvas::read_steps(entry.changes);
    Trial trial(*this, record, std::span(steps));
    trial.run();
    if (!trial.code.empty()) return "should have been refused as " + trial.code;
    if (!trial.mismatch.empty()) return trial.mismatch;
    if (trial.result != entry.result) return "the result should be " + trial.result;
    if (record.op) done_[{record.author, *record.op}] = std::move(trial.deeds);
    book_ = std::move(trial.book);
    return {};
}

std::string Oracle::refuse(const Record& record) const {
    if (record.code == "forbidden") return {};  // of rights nothing is known here
    Trial trial(*this, record, std::nullopt);
    trial.run();
    if (trial.code != record.code) return "refused as " + record.code + " instead of " + trial.code;
    return {};
}

}  // namespace pictbook::sim
