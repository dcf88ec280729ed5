// One client connection: reads requests within limits and deadlines, calls the route, writes the answers in order.
// CORS, security headers, request id and access log are plain calls here, in this order; there is no middleware.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "base/tracer.hpp"
#include "http/request_parser.hpp"
#include "http/site.hpp"

namespace pictbook::http {

class Connection : public std::enable_shared_from_this<Connection>, private BodyStream {
public:
    Connection(boost::asio::ip::tcp::socket socket, Site& site);

    /// Until the client leaves, a deadline passes or the server stops.
    boost::asio::awaitable<void> run();
    /// Ends an idle connection at once, a busy one after its answer.
    void stop();
    /// Ends it whatever it does.
    void abort();

private:
    enum class Next { keep, close };

    boost::asio::awaitable<Next> serve_one();
    boost::asio::awaitable<bool> read_header();
    boost::asio::awaitable<void> refuse(Response response);
    bool take_request(Request& request);
    /// Why it can't be upgraded.
    std::optional<Response> refuse_socket(const SocketEndpoint& endpoint, const Request& request) const;
    /// `refused`: the answer, when it is known already.
    boost::asio::awaitable<Next> answer(Request& request, std::optional<Response> refused, Monotonic::time_point begin,
                                        trace::Pointer trace);
    boost::asio::awaitable<Response> respond(Request& request);
    boost::asio::awaitable<Response> dispatch(const Endpoint& endpoint, Request& request);
    boost::asio::awaitable<Result<std::string_view>> next() override;
    boost::asio::awaitable<void> discard_body();

    /// Counts a large body until it is sent; where too many wait it becomes 503.
    void hold(Response& response);
    boost::asio::awaitable<Next> send(const Request& request, Response response);
    boost::asio::awaitable<bool> send_source(Response& response);
    boost::asio::awaitable<bool> write(boost::asio::const_buffer first, boost::asio::const_buffer second);
    boost::asio::awaitable<void> linger();
    void count_answer(const Request& request, unsigned status);
    trace::Pointer begin_trace(const Request& request) const;
    /// Its counts, its span and its line of the log. `bytes`: of the body that was promised.
    void end_request(const Request& request, unsigned status, std::uint64_t bytes, Monotonic::time_point begin,
                     const trace::Pointer& trace);
    boost::asio::awaitable<void> hand_over(const SocketEndpoint& endpoint, Request request);

    /// Reads some bytes into pending_; false at the end, on an error or when the deadline has passed.
    boost::asio::awaitable<bool> fill();
    std::string head_of(const Request& request, const Response& response, bool keep) const;

    boost::asio::ip::tcp::socket socket_;
    Site& site_;
    ConnectionCount::Place place_;
    Deadline deadline_;
    std::unique_ptr<RequestParser> parser_;
    std::string pending_;  // received and not yet parsed
    std::string chunk_;    // the body bytes that next() handed out
    Budget::Held held_;    // of the answer
    boost::asio::ip::address peer_;
    bool idle_ = true;           // between two requests
    bool continue_due_ = false;  // the client waits for 100 Continue
    bool close_ = false;         // whatever the client asked for
};

}  // namespace pictbook::http
