// The newest listings of books as JSON, so that a book that many open at once is read and written out once.
// One for each worker, used on its thread only.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pictbook::api {

class Listings {
public:
    static constexpr std::size_t kMostBytes = 16u << 20;      // of all listings; the longest unused goes first
    static constexpr std::size_t kMostBytesOfOne = 4u << 20;  // a longer one is not kept

    /// The listing of the book at that revision, valid until the next call.
    const std::string* find(std::string_view book, std::int64_t revision);
    void keep(const std::string& book, std::int64_t revision, std::string json);

private:
    struct Entry {
        std::string book;
        std::int64_t revision;
        std::string json;
    };
    using Entries = std::list<Entry>;

    void drop(Entries::iterator entry);

    Entries entries_;                                                // the last used first
    std::unordered_map<std::string_view, Entries::iterator> found_;  // keys are the entries' own
    std::size_t bytes_ = 0;
};

}  // namespace pictbook::api
