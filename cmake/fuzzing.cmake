# libFuzzer targets; only with the preset `fuzz` (clang).
set(CHATQC_FUZZ_SECONDS 10 CACHE STRING "How long ctest runs each fuzz target")

# chatqc_fuzz(NAME SOURCES … LIBRARIES … [MAX_BYTES n])
# Makes chatqc_fuzz_NAME and a test fuzz.NAME (label fuzz) that runs it for CHATQC_FUZZ_SECONDS over a corpus in the
# build tree, seeded from tests/fuzz/corpus/NAME if that exists.
function(chatqc_fuzz name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MAX_BYTES" "SOURCES;LIBRARIES")
    if(NOT arg_MAX_BYTES)
        set(arg_MAX_BYTES 4096)
    endif()
    set(target chatqc_fuzz_${name})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} chatqc::options)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)

    set(corpus ${CMAKE_CURRENT_BINARY_DIR}/corpus/${name})
    file(MAKE_DIRECTORY ${corpus})
    set(seeds ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    if(NOT EXISTS ${seeds})
        set(seeds "")
    endif()
    add_test(
        NAME fuzz.${name}
        COMMAND
            ${target} -max_total_time=${CHATQC_FUZZ_SECONDS} -max_len=${arg_MAX_BYTES} -timeout=10 -rss_limit_mb=1500
            -print_final_stats=1 -artifact_prefix=${corpus}- ${corpus} ${seeds}
    )
    math(EXPR seconds "${CHATQC_FUZZ_SECONDS} + 120")
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT ${seconds})
endfunction()
