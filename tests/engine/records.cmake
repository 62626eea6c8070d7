chatqc_test(
    engine_records
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/records_checkpoint.cpp
        ${CMAKE_CURRENT_LIST_DIR}/records_message.cpp
        ${CMAKE_CURRENT_LIST_DIR}/records_segment.cpp
        ${CMAKE_CURRENT_LIST_DIR}/records_verdict.cpp
    LIBRARIES chatqc::engine_records
    SUITES engine.records
)
