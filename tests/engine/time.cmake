chatqc_test(
    engine_time
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/time_calendar.cpp
        ${CMAKE_CURRENT_LIST_DIR}/time_zone.cpp
    LIBRARIES chatqc::engine_time
    SUITES engine.time.zone engine.time.calendar engine.time.property
)
