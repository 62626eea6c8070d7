chatqc_test(
    app_server
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/pipeline.cpp
        ${CMAKE_CURRENT_LIST_DIR}/pipeline_lab.cpp
        ${CMAKE_CURRENT_LIST_DIR}/server_endpoints.cpp
        ${CMAKE_CURRENT_LIST_DIR}/units.cpp
        ${CMAKE_CURRENT_LIST_DIR}/verify.cpp
    LIBRARIES chatqc::app_lib
    SUITES
        app.checkpoint
        app.pipeline
        app.restart
        app.server
        app.units
        app.verify
)
