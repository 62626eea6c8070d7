// Read by jemalloc at its start. An arena for each processor: what one thread allocates, another frees, and
// what was freed is used again instead of fresh pages, which are given back only after half a minute.
extern "C" const char* const malloc_conf =
    "percpu_arena:percpu,dirty_decay_ms:30000,muzzy_decay_ms:30000"; // NOLINT
