# One doctest binary a folder, one ctest a suite.
add_library(chatqc_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
target_link_libraries(chatqc_test_main PUBLIC doctest::doctest PRIVATE chatqc::options)
target_include_directories(chatqc_test_main PUBLIC ${PROJECT_SOURCE_DIR})
target_compile_features(chatqc_test_main PUBLIC cxx_std_20)
target_compile_definitions(chatqc_test_main PUBLIC CHATQC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

set(CHATQC_TEST_ENVIRONMENT "")
if("thread" IN_LIST CHATQC_SANITIZE)
    list(APPEND CHATQC_TEST_ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp:halt_on_error=1")
elseif("address" IN_LIST CHATQC_SANITIZE)
    list(APPEND CHATQC_TEST_ENVIRONMENT "UBSAN_OPTIONS=print_stacktrace=1")
endif()

# What the sanitizers are run over: every doctest binary but those of end-to-end tests, and those of the folders that
# have threads.
add_custom_target(chatqc_unit_tests)
add_custom_target(chatqc_threaded_tests)

# chatqc_test(FOLDER SOURCES … LIBRARIES … SUITES … [LABELS …] [TIMEOUT seconds])
# Makes chatqc_test_FOLDER and registers every suite as a test of its own, with the label `unit` unless LABELS says
# otherwise. `SUITE` takes `SUITE` and whatever its name begins; a suite without a test fails (tests/support/main.cpp).
# May be called several times with different folder names; a call's LABELS and TIMEOUT hold for all of its suites.
function(chatqc_test folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBRARIES;SUITES;LABELS")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES OR NOT arg_SUITES)
        message(FATAL_ERROR "chatqc_test(${folder}): SOURCES and SUITES are needed; not understood: ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 180)
    endif()
    if(CHATQC_SANITIZE)
        math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
    endif()
    if(NOT arg_LABELS)
        set(arg_LABELS unit)
    endif()

    set(target chatqc_test_${folder})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE chatqc_test_main ${arg_LIBRARIES} chatqc::options)
    if(NOT "e2e" IN_LIST arg_LABELS)
        add_dependencies(chatqc_unit_tests ${target})
        if(folder MATCHES "^(storage|connectors|app)")
            add_dependencies(chatqc_threaded_tests ${target})
        endif()
    endif()
    set_property(GLOBAL APPEND PROPERTY chatqc_suites ${arg_SUITES}) # for tests/tidy
    foreach(suite IN LISTS arg_SUITES)
        add_test(NAME ${suite} COMMAND ${target} --no-version --force-colors=false "--test-suite=${suite}*")
        set_tests_properties(
            ${suite} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" ENVIRONMENT "${CHATQC_TEST_ENVIRONMENT}"
        )
    endforeach()
endfunction()
