// Uploads and writes of other people's, beside what bench_live measures: four that each upload a photo of 20 MB after the
// other, by threads of low priority, so that they take little from the generator, and 200 changes of elements a second over
// twenty keep-alive connections.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "support/server.hpp"

namespace pictbook::bench {

/// A PNG of almost 20 MiB.
std::string make_big_photo();

class RestTraffic {
public:
    struct Done {
        std::size_t uploads, writes;
    };

    /// Begins, in a new book of the person. Photos are deleted again as they come in. `photo` has to outlive it.
    RestTraffic(const test::Person& person, const std::string& photo);
    ~RestTraffic();
    RestTraffic(const RestTraffic&) = delete;
    RestTraffic& operator=(const RestTraffic&) = delete;

    Done done() const { return {uploads_, writes_}; }
    /// Waits for what is under way. Throws when the server refused something.
    void stop();

private:
    void upload(const test::Person& person, const std::string& photo, const std::string& book);
    void write(const test::Person& person, const std::string& element);

    std::atomic<bool> stopping_ = false, refused_ = false;
    std::atomic<std::size_t> uploads_ = 0, writes_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace pictbook::bench
