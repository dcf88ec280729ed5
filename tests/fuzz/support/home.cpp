#include "fuzz/support/home.hpp"

#include <unistd.h>

#include <boost/algorithm/string/replace.hpp>
#include <boost/asio/connect.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <csignal>
#include <stdexcept>

#include "blob/disk.hpp"
#include "bus/local.hpp"
#include "cli/port.hpp"
#include "db/sqlite.hpp"
#include "schema/json.hpp"

namespace pictbook::fuzz {

namespace http = boost::beast::http;

namespace {

constexpr std::uint64_t kMostBody = 64u << 20;

std::filesystem::path make_own_folder() {
    std::string path = std::filesystem::temp_directory_path() / "pictbook-fuzz-XXXXXX";
    if (!mkdtemp(path.data())) throw std::runtime_error("no folder for the server's data");
    return path;
}

Config config_for(const std::filesystem::path& folder, std::uint16_t port) {
    return read_config(Environment({{"HOST", "127.0.0.1"},
                                    {"PORT", std::to_string(port)},
                                    {"WORKERS", "1"},
                                    {"PICTBOOK_DATA", folder},
                                    {"RATE_LIMIT", "off"},
                                    {"BETTER_AUTH_SECRET", "a secret that is long enough to be one"}}));
}

/// libFuzzer's clock would break off what waits for an answer.
void go_on_after_alarms() {
    struct sigaction action{};
    sigaction(SIGALRM, nullptr, &action);
    action.sa_flags |= SA_RESTART;
    sigaction(SIGALRM, &action, nullptr);
}

}  // namespace

Home::Home() : folder_(make_own_folder()) {
    go_on_after_alarms();
    const cli::HeldPort port("127.0.0.1", 0);
    endpoint_ = {boost::asio::ip::make_address("127.0.0.1"), port.number()};
    db::SqliteOptions options;
    options.file = folder_ / "pictbook.db";
    options.readers = 1;
    options.full_sync = false;
    std::unique_ptr<db::Db> db = db::open_sqlite(options);
    db->migrate();
    const cli::ConnectNodes connect{bus::connect_workers, nullptr};
    server_ = std::make_unique<cli::Server>(config_for(folder_, port.number()), std::move(db),
                                            blob::open_disk(folder_ / "blobs"), connect);
    thread_ = std::thread([this] { server_->run(); });
    move_in();
}

Home::~Home() {
    boost::system::error_code ignored;  // it may have ended already
    socket_.close(ignored);
    std::raise(SIGTERM);
    thread_.join();
    server_.reset();
    std::error_code left;  // in the temporary folder
    std::filesystem::remove_all(folder_, left);
}

std::string Home::filled(std::string text) const {
    boost::algorithm::replace_all(text, "@book", book_);
    boost::algorithm::replace_all(text, "@element", element_);
    boost::algorithm::replace_all(text, "@person", person_);
    return text;
}

boost::asio::ip::tcp::socket& Home::connected() {
    if (!socket_.is_open()) {
        socket_.connect(endpoint_);
        socket_.set_option(boost::asio::ip::tcp::no_delay(true));
        buffer_.clear();
    }
    return socket_;
}

Answer Home::ask(const Asking& asking) {
    http::request<http::string_body> request;
    request.method_string(asking.method);
    request.target(asking.target);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::cookie, cookie_);
    if (!asking.body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = asking.body;
    request.prepare_payload();
    http::write(connected(), request);
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMostBody);
    parser.skip(asking.method == "HEAD");
    http::read(socket_, buffer_, parser);
    Answer answer = parser.release();
    if (!answer.keep_alive()) socket_.close();
    return answer;
}

std::string Home::made(const Asking& asking, std::string_view pointer) {
    const Answer answer = ask(asking);
    if (answer.result_int() != 200)
        throw std::runtime_error(asking.target + " was answered with " + std::to_string(answer.result_int()) + ": " +
                                 answer.body());
    if (const auto cookie = answer[http::field::set_cookie]; !cookie.empty())
        cookie_ = cookie.substr(0, cookie.find(';'));
    const std::optional<schema::json::value> body = schema::parse_json(answer.body());
    return std::string(body.value().at_pointer(pointer).as_string());
}

void Home::move_in() {
    cookie_.clear();
    const std::string mail = "person" + std::to_string(++people_) + "@example.com";
    person_ =
        made({"POST", "/auth/sign-up/email", R"({"name":"Ada","password":"correct horse","email":")" + mail + "\"}"},
             "/user/id");
    book_ = made({"POST", "/projects", R"({"name":"Summer"})"}, "/id");
    element_ = made({"POST", "/projects/" + book_ + "/elements",
                     R"({"type":"CIRCLE","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":1,)"
                     R"("fill":0,"stroke":0,"strokeWidth":1})"},
                    "/id");
}

}  // namespace pictbook::fuzz
