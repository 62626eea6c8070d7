# The server: pipeline, endpoints, boot; and what it shares with `chatqc replay`.
target_sources(
    chatqc_app_lib
    PRIVATE
        database_cache.cpp
        endpoint_json.cpp
        endpoint_views.cpp
        endpoints.cpp
        pipeline/committer.cpp
        pipeline/pipeline.cpp
        pipeline/recovery.cpp
        pipeline/inflow.cpp
        pipeline/shard_worker.cpp
        pipeline/sources.cpp
        pipeline_metrics.cpp
        replay.cpp
        serve.cpp
        server.cpp
        units.cpp
)
target_link_libraries(chatqc_app_lib PUBLIC chatqc::engine PRIVATE chatqc::web_assets spdlog::spdlog)
