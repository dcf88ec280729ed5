// A real S3 server for tests: the script s3_server beside this file, or the one that PICTBOOK_TEST_S3 names, as
// http://KEY:SECRET@HOST:PORT/BUCKET. That needs a second bucket, BUCKET-public, whose objects everybody may read.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "blob/s3.hpp"

namespace pictbook::test {

class S3Server {
public:
    enum class Whose { any, ours };  // ours: also when PICTBOOK_TEST_S3 names one

    /// Waits until it answers; throws std::runtime_error when it doesn't.
    explicit S3Server(Whose whose = Whose::any);
    ~S3Server();
    S3Server(const S3Server&) = delete;
    S3Server& operator=(const S3Server&) = delete;

    /// For a store in its bucket.
    const blob::S3Options& options() const { return options_; }
    /// For a server under test whose photos are in its bucket.
    std::map<std::string, std::string> settings() const;
    std::string public_bucket() const { return options_.bucket + "-public"; }
    std::uint16_t port() const { return port_; }

    /// Ends the server at once, as kill -9 does; start() runs it again with what it had stored. Of ours only.
    void kill() { command("kill\n", "done\n"); }
    void start() { command("start\n", "done\n"); }
    bool is_ours() const { return process_ > 0; }

private:
    void take_from(const std::string& url);
    void run_script();
    void command(const std::string& line, const std::string& answer);

    blob::S3Options options_;
    std::uint16_t port_ = 0;
    std::filesystem::path folder_;
    pid_t process_ = -1;
    int channel_ = -1;  // both directions
};

/// The one server that most tests share; it lives until the program ends.
S3Server& shared_s3();

}  // namespace pictbook::test
