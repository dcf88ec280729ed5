// The AsyncAPI document of the canvas socket, from the types of its messages.
#pragma once

#include <string>

#include "schema/describe.hpp"

namespace pictbook::api {

/// AsyncAPI 3.0: both protocols, their messages and schemas.
std::string live_document();
/// The schemas of both protocols' messages, for the API document: CanvasEvent, CanvasCommand, CanvasMessage.
void describe_live(schema::Definitions& definitions);

}  // namespace pictbook::api
