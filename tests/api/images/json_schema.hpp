// Whether a value fits a JSON Schema, as far as our API document uses the language (2020-12): type, const, enum,
// properties, required, items, minItems, maxItems, minLength, maxLength, minimum, maximum, format date-time, oneOf, anyOf,
// $ref within the document. A word that it does not know is reported, never passed over.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace pictbook::test {

/// What does not fit, each with its place; empty when `value` fits.
std::vector<std::string> misfits(const boost::json::value& document, const boost::json::value& schema,
                                 const boost::json::value& value, const std::string& place);

/// The schema that `$ref` names, or the schema itself; null when the reference leads nowhere.
const boost::json::value* resolve(const boost::json::value& document, const boost::json::value& schema);

}  // namespace pictbook::test
