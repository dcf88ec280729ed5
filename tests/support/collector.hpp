// Whom a server tells of its work: a collector of OpenTelemetry at /v1/traces and a Sentry at /api/7/envelope/, which read what
// comes as strictly as its formats are defined.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "support/scripted_server.hpp"

namespace pictbook::test {

/// What the collector says: the status line's end and more headers.
struct CollectorReply {
    std::string status = "200 OK";
    std::string headers = {};
    std::chrono::milliseconds silence{};  // no answer, but so long a wait before the connection ends; zero: an answer
};

class Collector {
public:
    using Reply = CollectorReply;
    /// Gets how many requests came before.
    using Script = std::function<Reply(std::size_t number)>;

    Collector() : Collector([](std::size_t) { return Reply(); }) {}
    explicit Collector(Script script);

    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string dsn() const { return "http://publickey@127.0.0.1:" + std::to_string(server_.port()) + "/7"; }
    std::vector<std::string> heads() const { return server_.requests(); }
    /// Everything that came, headers too.
    std::string everything() const;

    /// All spans so far. Fails the test for a body that is no ExportTraceServiceRequest in OTLP's JSON.
    std::vector<boost::json::object> spans() const;
    /// Those of that name.
    std::vector<boost::json::object> spans(const std::string& name) const;
    /// All events so far. Fails the test for a body that is no envelope.
    std::vector<boost::json::object> events() const;

private:
    ScriptedServer server_;
};

/// The value of a span's attribute as text; empty when it has none of that name.
std::string attribute_of(const boost::json::object& span, const std::string& key);

}  // namespace pictbook::test
