// The newest listings of books as JSON, so that a book that many open at once is read and written out once; and turns for
// those who read a whole book.
// One for each worker, used on its thread only.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/turns.hpp"

namespace pictbook::api {

class Listings {
public:
    static constexpr std::size_t kMostBytes = 16u << 20;      // of all listings; the longest unused goes first
    static constexpr std::size_t kMostBytesOfOne = 4u << 20;  // a longer one is not kept
    static constexpr std::size_t kMostRead = 8;               // at a time: all rows of each are in memory

    /// The listing of the book at that revision, valid until the next call.
    const std::string* find(std::string_view book, std::int64_t revision);
    /// The same, or that of a later revision: for who waited since it was asked for.
    const std::string* find_since(std::string_view book, std::int64_t revision);
    void keep(const std::string& book, std::int64_t revision, std::string json);
    /// To read a whole book, which may have come meanwhile. Throws Unavailable after 20 s.
    boost::asio::awaitable<Turns::Turn> wait_to_read() { return turns_.wait("Too many books are being read"); }

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
    Turns turns_{kMostRead};
};

}  // namespace pictbook::api
