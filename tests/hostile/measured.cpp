#include "measured.hpp"

#include <gtest/gtest.h>

#include <cstdio>

#include "api/http/raw.hpp"
#include "support/binary.hpp"
#include "support/comes_true.hpp"

namespace pictbook::test {

Measured::Measured(std::string attack, const TestServer& server) : attack_(std::move(attack)), server_(server) {
    expect_alive(server_);
    memory_before_ = memory_most_ = server_.resident_kib();
    files_before_ = files_most_ = server_.descriptors();
}

void Measured::look() {
    memory_most_ = std::max(memory_most_, server_.resident_kib());
    files_most_ = std::max(files_most_, server_.descriptors());
}

void Measured::end(const std::string& outcome, long most_mib) {
    look();
    const std::chrono::duration<double> took = Monotonic::now() - begin_;
    expect_alive(server_);
    EXPECT_TRUE(comes_true([&] { return server_.descriptors() <= files_before_; }))
        << attack_ << ": " << files_before_ << " files before, " << server_.descriptors() << " after";
    if (!is_sanitized()) EXPECT_LE(memory_most_ - memory_before_, most_mib * 1024) << attack_;
    std::printf("HOSTILE | %s | %s | %.1f s | %.1f, %.1f, %.1f MiB | %zu, %zu, %zu |\n", attack_.c_str(),
                outcome.c_str(), took.count(), static_cast<double>(memory_before_) / 1024,
                static_cast<double>(memory_most_) / 1024, static_cast<double>(server_.resident_kib()) / 1024,
                files_before_, files_most_, server_.descriptors());
    std::fflush(stdout);
}

}  // namespace pictbook::test
