/* The LAPACK routines that the ridge weights need, as Fortran compilers lay them out; OpenBLAS holds them.

   Declared here and not by a header of LAPACKE, since LAPACKE copies whole matrices for its row order. The last argument
   is the length of `uplo`, which Fortran passes behind the others. */
#include <stddef.h>

/* Cholesky factor of a symmetric positive definite matrix, in place. */
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);

/* Inverse of the matrix that spotrf_ factored, in place. */
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);

/* How many threads OpenBLAS uses from now on, in the whole process. */
void openblas_set_num_threads(int count);
