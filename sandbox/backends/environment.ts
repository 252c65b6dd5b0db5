/** The environment of a zygote: what BLAS and malloc need, nothing else, so that no secret of the server can be in it. */

/**
 * @param serverEnv the server's own environment; one name is taken over, because on a CPU that OpenBLAS does not know
 *   only the operator can say which kernel it should use.
 */
export function zygoteEnvironment(serverEnv: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const coreType = serverEnv.OPENBLAS_CORETYPE;
  return {
    // A second thread in the zygote would be lost by fork, with whatever lock it held.
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    NUMEXPR_NUM_THREADS: "1",
    // Each further arena reserves 64 MB of address space, and RLIMIT_AS counts that.
    MALLOC_ARENA_MAX: "1",
    LC_ALL: "C.UTF-8",
    ...(coreType === undefined ? {} : { OPENBLAS_CORETYPE: coreType }),
  };
}
