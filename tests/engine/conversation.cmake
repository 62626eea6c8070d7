chatqc_test(
    engine
    SOURCES
        ${CMAKE_CURRENT_LIST_DIR}/deadlines.cpp
        ${CMAKE_CURRENT_LIST_DIR}/block_pool.cpp
        ${CMAKE_CURRENT_LIST_DIR}/recent_starts.cpp
        ${CMAKE_CURRENT_LIST_DIR}/due.cpp
        ${CMAKE_CURRENT_LIST_DIR}/expired.cpp
        ${CMAKE_CURRENT_LIST_DIR}/detectors.cpp
        ${CMAKE_CURRENT_LIST_DIR}/golden.cpp
        ${CMAKE_CURRENT_LIST_DIR}/amended.cpp
        ${CMAKE_CURRENT_LIST_DIR}/checkpoint.cpp
        ${CMAKE_CURRENT_LIST_DIR}/ids.cpp
        ${CMAKE_CURRENT_LIST_DIR}/incidents.cpp
        ${CMAKE_CURRENT_LIST_DIR}/lab.cpp
        ${CMAKE_CURRENT_LIST_DIR}/names.cpp
        ${CMAKE_CURRENT_LIST_DIR}/order.cpp
        ${CMAKE_CURRENT_LIST_DIR}/remembered.cpp
        ${CMAKE_CURRENT_LIST_DIR}/rounds.cpp
        ${CMAKE_CURRENT_LIST_DIR}/sources.cpp
        ${CMAKE_CURRENT_LIST_DIR}/units.cpp
    LIBRARIES chatqc::engine
    SUITES engine.amended engine.block_pool engine.checkpoint engine.deadlines engine.detectors engine.due engine.golden engine.ids engine.incidents engine.names engine.order engine.recent_starts engine.remembered engine.rounds engine.sources engine.units
)
