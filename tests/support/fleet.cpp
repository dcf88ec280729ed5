#include "support/fleet.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <sstream>
#include <thread>

#include "support/database.hpp"
#include "support/processes.hpp"

namespace pictbook::test {

PostgresServer& postgres() {
    static PostgresServer server(PostgresServer::Durability::full);
    return server;
}

RedisServer& redis() {
    static RedisServer server;
    return server;
}

S3Server& s3() {
    static S3Server server(S3Server::Whose::ours);
    return server;
}

TestServer::Settings in_bucket() {
    const blob::S3Options& bucket = s3().options();
    return {{"S3_ENDPOINT", bucket.endpoint},
            {"S3_BUCKET_NAME", bucket.bucket},
            {"S3_ACCESS_KEY_ID", bucket.access_key_id},
            {"S3_SECRET_ACCESS_KEY", bucket.secret_access_key}};
}

Fleet::Fleet(std::size_t nodes, TestServer::Settings more) : database_(postgres().create_database()), ports_(nodes) {
    TestServer::Settings settings{{"DATABASE_URL", database_},
                                  {"REDIS_URL", redis().url()},
                                  {"BETTER_AUTH_SECRET", std::string(32, 's')},
                                  {"LOG_LEVEL", "error"}};
    settings.merge(more);
    for (std::size_t i = 0; i < nodes; ++i) {
        nodes_.push_back(std::make_unique<TestServer>(settings));
        ports_[i] = nodes_[i]->port();
    }
    begin_books();
}

Fleet::Fleet(const TestServer::Settings& settings) : ports_(1) {
    nodes_.push_back(std::make_unique<TestServer>(settings));
    ports_[0] = nodes_[0]->port();
    begin_books();
}

void Fleet::begin_books() {
    const Person owner = nodes_.front()->sign_up("owner");
    owner_email_ = TestServer::last_email();
    cookies_ = owner.cookies;
    cookie_ = owner.cookie_header();
    for (std::size_t i = 0; i < kBooks; ++i) books_.push_back(make_book(owner));
    for (std::size_t i = 0; i < kGuests; ++i) {
        const Person guest = nodes_.front()->sign_up("guest");
        guests_.push_back({TestServer::last_email(), user_id(guest)});
    }
}

void Fleet::kill(std::size_t number) {
    ports_[number] = 0;
    EXPECT_EQ(nodes_[number]->stop(SIGKILL), 128 + SIGKILL);
}

void Fleet::start(std::size_t number) {
    nodes_[number]->start();
    ports_[number] = nodes_[number]->port();
}

Person Fleet::owner(std::size_t number) const {
    Person person(ports_[number]);
    person.cookies = cookies_;
    return person;
}

std::vector<std::string> Fleet::rows(const std::string& sql) const {
    std::vector<std::string> out;
    std::istringstream lines(Database(*nodes_.front()).list(sql));
    for (std::string line; std::getline(lines, line);) out.push_back(line);
    return out;
}

bool Fleet::wait_until_ready() const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (std::size_t i = 0; i < size(); ++i)
        while (nodes_[i]->nobody().get("/health/ready").body != R"({"status":"ok"})") {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    return true;
}

void Fleet::expect_alive() const {
    for (const auto& node : nodes_) EXPECT_TRUE(is_running(node->process())) << "a node has ended by itself";
}

}  // namespace pictbook::test
