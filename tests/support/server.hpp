// A real server for tests: the built binary as a child process with a folder and a port of its own.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>

#include "support/http_client.hpp"

namespace pictbook::test {

class TestServer {
public:
    using Settings = std::map<std::string, std::string>;

    /// A setting that only tests know: where its standard error goes instead of the test's.
    static constexpr const char* kLogFile = "TEST_LOG_FILE";

    /// Starts it and waits for its line. RATE_LIMIT is off and LOG_LEVEL warning unless `settings` say otherwise.
    explicit TestServer(Settings settings = {});
    /// g++ 12 takes `{{"NAME", "value"}}` for a copy too, if it isn't said.
    explicit TestServer(std::initializer_list<Settings::value_type> settings) : TestServer(Settings(settings)) {}
    /// Stops it with SIGTERM; fails the test when it does not end cleanly (a sanitizer's report, a crash).
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_; }
    const std::string& greeting() const { return greeting_; }
    const std::filesystem::path& folder() const { return folder_; }
    /// What it was given under that name, or empty.
    std::string setting(const std::string& name) const {
        const auto found = settings_.find(name);
        return found == settings_.end() ? "" : found->second;
    }

    /// Ends the process with the signal and waits; gives its exit status, or 128 + the signal that ended it.
    int stop(int signal);
    /// Starts it again on the same folder, with a new port.
    void start();
    /// Resident memory in KiB.
    long resident_kib() const;
    /// How many files and sockets it has open.
    std::size_t descriptors() const;

    /// Somebody who has just signed up; the name is part of the address `<name>-<n>@example.com`.
    Person sign_up(const std::string& name = "ada") const;
    Person nobody() const { return Person(port_); }
    /// The e-mail address of the last person that sign_up made under that name.
    static std::string last_email();

private:
    std::filesystem::path folder_;
    Settings settings_;
    std::string greeting_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
    int output_ = -1;
};

/// The one server that most tests share; it lives until the program ends.
TestServer& shared_server();

inline const std::string kPassword = "correct horse 42";

/// A new book of that person; gives its id.
std::string make_book(const Person& owner, const std::string& name = "Our wedding");
/// Invites `guest` (made by sign_up) and gives their user id.
std::string invite(const Person& owner, const std::string& book, const Person& guest, const std::string& role);
std::string user_id(const Person& person);
std::string email_of(const Person& person);
/// JSON of a valid element to create, with more members appended: `"x":5`.
std::string element_json(const std::string& type, const std::string& more = "");
/// JSON list of that many of four kinds.
std::string many_elements(std::size_t count);

}  // namespace pictbook::test
