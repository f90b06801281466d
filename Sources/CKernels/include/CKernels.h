// Umbrella of the C kernels; each has a scalar twin that the tests hold it to.
#include "distance_kernels.h"
#include "encoder_kernels.h"
#include "quantised_kernels.h"
#include "scoring_kernels.h"
#include "shap_kernels.h"
