#include "api/listings.hpp"

namespace pictbook::api {

const std::string* Listings::find(std::string_view book, std::int64_t revision) {
    const auto found = found_.find(book);
    return found != found_.end() && found->second->revision == revision ? find_since(book, revision) : nullptr;
}

const std::string* Listings::find_since(std::string_view book, std::int64_t revision) {
    const auto found = found_.find(book);
    if (found == found_.end() || found->second->revision < revision) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->json;
}

void Listings::keep(const std::string& book, std::int64_t revision, std::string json) {
    if (const auto found = found_.find(book); found != found_.end()) {
        if (found->second->revision > revision) return;  // a slower reader of an older state
        drop(found->second);
    }
    if (json.size() > kMostBytesOfOne) return;
    bytes_ += json.size();
    entries_.push_front({book, revision, std::move(json)});
    found_.emplace(entries_.front().book, entries_.begin());
    while (bytes_ > kMostBytes) drop(std::prev(entries_.end()));
}

void Listings::drop(Entries::iterator entry) {
    bytes_ -= entry->json.size();
    found_.erase(entry->book);
    entries_.erase(entry);
}

}  // namespace pictbook::api
