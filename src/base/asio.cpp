// The one file that compiles Asio's body.
#include <boost/asio/impl/src.hpp>
