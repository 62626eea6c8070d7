# What lies between sockets and store, which the simulation of tests/sim runs without the sockets.
chatqc_library(pipeline)
target_sources(
    chatqc_pipeline
    PRIVATE
        feed_items.cpp
        pipeline/activation.cpp
        pipeline/changes.cpp
        pipeline/checkpoint.cpp
        pipeline/committer.cpp
        pipeline/inflow.cpp
        pipeline/pipeline.cpp
        pipeline/recovery.cpp
        pipeline/settled_history.cpp
        pipeline/shard_crew.cpp
        pipeline/shard_intake.cpp
        pipeline/shard_worker.cpp
        pipeline/sources.cpp
)
target_link_libraries(
    chatqc_pipeline PUBLIC chatqc::connectors chatqc::engine chatqc::storage PRIVATE spdlog::spdlog Threads::Threads
)

# The server: endpoints, boot; and what it shares with `chatqc replay`, `verify` and `backtest`.
target_sources(
    chatqc_app_lib
    PRIVATE
        backtest.cpp
        backtest_command.cpp
        backtest_compare.cpp
        backtest_deal.cpp
        backtest_excerpt.cpp
        backtest_plan.cpp
        backtest_text.cpp
        database_cache.cpp
        endpoint_json.cpp
        endpoint_views.cpp
        endpoints.cpp
        kept_matcher.cpp
        live_rules.cpp
        open_amendments.cpp
        pipeline_metrics.cpp
        replay.cpp
        reviews.cpp
        leak_notes.cpp
        rules_withdraw.cpp
        serve.cpp
        server.cpp
        units.cpp
        verify.cpp
        verify_command.cpp
        verify_evidence.cpp
        verify_words.cpp
)
target_link_libraries(chatqc_app_lib PUBLIC chatqc::pipeline PRIVATE chatqc::web_assets spdlog::spdlog)
