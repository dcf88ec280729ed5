// The one file that compiles the body of Asio's TLS.
#include <boost/asio/ssl/impl/src.hpp>
