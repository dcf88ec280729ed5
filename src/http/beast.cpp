// The one file that compiles Beast's body.
#include <boost/beast/src.hpp>
