// Traces as the body of an OTLP/HTTP request in JSON: ExportTraceServiceRequest of opentelemetry-proto 1, by the JSON mapping of
// the OTLP specification 1.0 (ids in hexadecimal, enumerations as numbers, 64-bit integers as text). Pure.
#pragma once

#include <span>
#include <string>

#include "base/trace.hpp"

namespace pictbook::telemetry {

/// Who tells: the resource of all spans, by the names of OpenTelemetry's semantic conventions.
struct Resource {
    std::string service_name;
    std::string service_version;
    std::string instance_id;  // of this process
    std::string environment;
};

std::string to_otlp(const Resource& resource, std::span<const trace::Record> records);

}  // namespace pictbook::telemetry
