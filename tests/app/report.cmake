chatqc_test(
    app_report
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/report_build.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_forms.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_publish.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_samples.cpp
        ${CMAKE_CURRENT_LIST_DIR}/report_text.cpp
    LIBRARIES chatqc::app_report
    SUITES app.report.build app.report.command app.report.forms app.report.publish app.report.settling app.report.text
)
chatqc_test(
    app_zones
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/report_zones.cpp
    LIBRARIES chatqc::app_lib
    SUITES app.zones
)
