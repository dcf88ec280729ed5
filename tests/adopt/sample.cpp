#include "adopt/sample.hpp"

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

#include "support/postgres.hpp"
#include "support/program.hpp"

namespace pictbook::test {

Sample::Sample()
    : url_(create_postgres_database()), expected_(boost::json::parse(read_source("tests/adopt/sample/expected.json"))) {
    run_sql(url_, read_source("tests/adopt/sample/database.sql"));
}

boost::json::value Sample::at(const std::string& pointer) const { return expected_.at_pointer(pointer); }

std::string Sample::text(const std::string& pointer) const { return at(pointer).as_string().c_str(); }

TestServer::Settings Sample::settings() const {
    return {
        {"DATABASE_URL", url_}, {"BETTER_AUTH_SECRET", text("/secret")}, {"PICTSHARE_BOOK_ENV", text("/environment")}};
}

void Sample::place_objects(const TestServer& server) const {
    const boost::json::value images = at("/images");
    for (const boost::json::value& image : images.as_array()) {
        const std::string key = image.at("key").as_string().c_str();
        const std::filesystem::path path = server.folder() / "data" / "blobs" / key;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << object(key);
    }
}

Person Sample::by_cookie(const TestServer& server, std::size_t user) const {
    const std::string cookie = text("/users/" + std::to_string(user) + "/cookie");
    const std::size_t equals = cookie.find('=');
    Person person(server.port());
    person.cookies[cookie.substr(0, equals)] = cookie.substr(equals + 1);
    return person;
}

std::string Sample::object(const std::string& key) const { return read_source("tests/adopt/sample/objects/" + key); }

}  // namespace pictbook::test
