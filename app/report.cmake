# Daily reports: figures, writers, publisher.
chatqc_library(app_report)
target_sources(
    chatqc_app_report
    PRIVATE
        ${CMAKE_CURRENT_LIST_DIR}/report_build.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_command.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_csv.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_files.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_html.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_html_parts.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_html_scores.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_html_style.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_html_tables.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_json.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_labels.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_publisher.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_settling.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_source.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_store_source.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_table.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_tally.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_text.cpp
)
target_link_libraries(chatqc_app_report PUBLIC chatqc::engine_score chatqc::engine_time chatqc::engine_records chatqc::storage)
