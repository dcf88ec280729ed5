#include "http/error.hpp"

#include "schema/json.hpp"

namespace pictbook::http {

namespace {

/// `{"type":"validation",…}` with the first `count` issues listed; an issue's long texts are left out when `short_form`.
std::string validation_body(const Error& error, std::size_t count, bool short_form) {
    using schema::write_string;
    const Issue& first = error.issues.front();
    std::string out = R"({"type":"validation","on":)";
    write_string(out, error.on);
    out += R"(,"summary":)";
    write_string(out, short_form ? first.message : first.summary);
    out += R"(,"property":)";
    write_string(out, first.property);
    out += R"(,"message":)";
    write_string(out, first.message);
    out += R"(,"expected":)";
    out += short_form ? "null" : first.expected;
    out += R"(,"found":)";
    out += short_form ? "null" : first.found;
    out += R"(,"errors":[)";
    for (std::size_t i = 0; i < count; ++i) {
        const Issue& issue = error.issues[i];
        out += i == 0 ? R"({"path":)" : R"(,{"path":)";
        write_string(out, issue.property == "root" ? "" : issue.property);
        out += R"(,"message":)";
        write_string(out, issue.message);
        out += R"(,"summary":)";
        write_string(out, issue.summary);
        out += "}";
    }
    return out + "]}";
}

}  // namespace

unsigned status_of(Fault fault) {
    switch (fault) {
        case Fault::bad_request:
            return 400;
        case Fault::unauthorized:
            return 401;
        case Fault::forbidden:
            return 403;
        case Fault::not_found:
            return 404;
        case Fault::timeout:
            return 408;
        case Fault::conflict:
            return 409;
        case Fault::too_large:
            return 413;
        case Fault::range_unsatisfiable:
            return 416;
        case Fault::invalid:
            return 422;
        case Fault::too_many_requests:
            return 429;
        case Fault::header_too_large:
            return 431;
        case Fault::unavailable:
            return 503;
    }
    return 500;
}

std::string validation_json(const Error& error, std::size_t most) {
    for (std::size_t count = error.issues.size(); count > 0; --count) {
        std::string body = validation_body(error, count, false);
        if (body.size() <= most) return body;
    }
    return validation_body(error, 0, true);
}

Response render(const Error& error) {
    Response response;
    if (error.fault == Fault::invalid && !error.issues.empty()) {
        response = Response::json(422, validation_json(error));
    } else if (error.shape == Shape::text) {
        response = Response::text(status_of(error.fault), error.message);
    } else {
        std::string body = "{";
        if (!error.message.empty()) {
            body += R"("message":)";
            schema::write_string(body, error.message);
        }
        if (!error.code.empty()) {
            body += error.message.empty() ? R"("code":)" : R"(,"code":)";
            schema::write_string(body, error.code);
        }
        response = Response::json(status_of(error.fault), body + "}");
    }
    if (error.retry_after.count() > 0) {
        const std::string seconds = std::to_string(error.retry_after.count());
        response.headers.emplace_back("Retry-After", seconds);
        if (error.fault == Fault::too_many_requests)
            response.headers.emplace_back("X-Retry-After", seconds);  // AUTH-53
    }
    return response;
}

Error unauthorized() { return {.fault = Fault::unauthorized, .message = "Unauthorized", .shape = Shape::text}; }

Error bad_request() { return {.fault = Fault::bad_request, .message = "Bad Request", .shape = Shape::text}; }

Error failure(Fault fault, std::string message) { return {.fault = fault, .message = std::move(message)}; }

}  // namespace pictbook::http
