#include "base/result.hpp"

namespace pictbook {

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
    throw std::logic_error("value() of a failed Result at " + where.to_string() + ": " + error.message);
}

}  // namespace pictbook
