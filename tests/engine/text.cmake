chatqc_test(
    engine_text
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/text_addresses.cpp
        ${CMAKE_CURRENT_LIST_DIR}/text_links.cpp
        ${CMAKE_CURRENT_LIST_DIR}/text_normal.cpp
        ${CMAKE_CURRENT_LIST_DIR}/text_numbers.cpp
        ${CMAKE_CURRENT_LIST_DIR}/text_properties.cpp
        ${CMAKE_CURRENT_LIST_DIR}/text_times.cpp
        ${CMAKE_CURRENT_LIST_DIR}/text_utf8.cpp
    LIBRARIES chatqc::engine_text
    SUITES engine.text
)
