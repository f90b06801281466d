#include <cblas-netlib.h>
