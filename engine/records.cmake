# The codecs of what is stored and shared between folders (messages, verdicts, segments), as a library of its own: the
# connectors pack messages without the rest of the engine, and fuzz targets link little.
chatqc_library(engine_records)
target_sources(
    chatqc_engine_records
    PRIVATE
        ${CMAKE_CURRENT_LIST_DIR}/checkpoint_row.cpp
        ${CMAKE_CURRENT_LIST_DIR}/hash.cpp
        ${CMAKE_CURRENT_LIST_DIR}/incident_record.cpp
        ${CMAKE_CURRENT_LIST_DIR}/json_text.cpp
        ${CMAKE_CURRENT_LIST_DIR}/kill_point.cpp
        ${CMAKE_CURRENT_LIST_DIR}/message.cpp
        ${CMAKE_CURRENT_LIST_DIR}/segment.cpp
        ${CMAKE_CURRENT_LIST_DIR}/verdict.cpp
        ${CMAKE_CURRENT_LIST_DIR}/verdict_json.cpp
)
target_link_libraries(chatqc_engine_records PUBLIC chatqc::rules PRIVATE PkgConfig::XXHASH)
