chatqc_test(
    engine_score
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/score_reviews.cpp ${CMAKE_CURRENT_LIST_DIR}/score_session.cpp
    LIBRARIES chatqc::engine_score
    SUITES engine.score.reviews engine.score.rounding engine.score.session
)
