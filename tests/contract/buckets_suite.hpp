// The suite that every driver of Buckets passes (buckets_contract.cpp). A driver joins by one BucketsDriver:
// INSTANTIATE_TEST_SUITE_P(Memory, BucketsContract, testing::Values(BucketsDriver{"memory", open}), name_of_buckets_driver);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <ostream>
#include <vector>

#include "account/buckets.hpp"

namespace pictbook::account {

using AllBuckets = std::vector<std::unique_ptr<Buckets>>;

/// Several that count together, and the loop on which they are used.
struct Counters {
    std::unique_ptr<boost::asio::io_context> loop = std::make_unique<boost::asio::io_context>(1);
    std::vector<Buckets*> each;
    AllBuckets owned;
};

struct BucketsDriver {
    const char* name;
    Counters (*open)();
};
inline void PrintTo(const BucketsDriver& driver, std::ostream* out) { *out << driver.name; }
inline std::string name_of_buckets_driver(const testing::TestParamInfo<BucketsDriver>& info) { return info.param.name; }

/// Runs the loop until all of them are done; the first failure is thrown.
inline std::vector<Taken> run_all(boost::asio::io_context& loop, std::vector<boost::asio::awaitable<Taken>> work) {
    std::vector<Taken> out(work.size());
    std::size_t open = work.size();
    std::exception_ptr failure;
    for (std::size_t i = 0; i < work.size(); ++i)
        boost::asio::co_spawn(loop, std::move(work[i]), [&, i](std::exception_ptr error, Taken taken) {
            if (error && !failure) failure = error;
            out[i] = taken;
            --open;
        });
    loop.restart();
    while (open > 0) loop.run_one();
    if (failure) std::rethrow_exception(failure);
    return out;
}

inline Taken run(boost::asio::io_context& loop, boost::asio::awaitable<Taken> work) {
    std::vector<boost::asio::awaitable<Taken>> one;
    one.push_back(std::move(work));
    return run_all(loop, std::move(one)).front();
}

inline boost::asio::awaitable<Taken> finished(boost::asio::awaitable<void> work) {
    co_await std::move(work);
    co_return Taken();
}

class BucketsContract : public testing::TestWithParam<BucketsDriver> {
protected:
    void SetUp() override { counters_ = GetParam().open(); }

    Taken take(const std::string& key, Allowance allowance, std::size_t at = 0) {
        return run(*counters_.loop, counters_.each[at]->take(key, allowance));
    }
    void give_back(const std::string& key, Allowance allowance, std::size_t at = 0) {
        run(*counters_.loop, finished(counters_.each[at]->give_back(key, allowance)));
    }

    Counters counters_;
};

}  // namespace pictbook::account
