chatqc_test(
    engine_match
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/match_compile.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_disguises.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_expressions.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_naive.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_naive_sounds.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_ordinary.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_phrases.cpp
        ${CMAKE_CURRENT_LIST_DIR}/match_properties.cpp
    LIBRARIES chatqc::engine_match
    SUITES engine.match
)
