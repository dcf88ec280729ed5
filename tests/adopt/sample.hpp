// The sample: a small database and its photos, written by the original, and what the original answered for them.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "support/http_client.hpp"
#include "support/server.hpp"

namespace pictbook::test {

class Sample {
public:
    /// Loads the database into a fresh one.
    Sample();
    const std::string& database() const { return url_; }
    /// What the original answered, and who may sign in.
    const boost::json::value& expected() const { return expected_; }
    boost::json::value at(const std::string& pointer) const;
    std::string text(const std::string& pointer) const;
    TestServer::Settings settings() const;
    /// Puts the photos where the server looks for them.
    void place_objects(const TestServer& server) const;
    /// With the cookie that the original gave.
    Person by_cookie(const TestServer& server, std::size_t user) const;
    std::string object(const std::string& key) const;

private:
    std::string url_;
    boost::json::value expected_;
};

}  // namespace pictbook::test
