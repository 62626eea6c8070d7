// One POST /v1/messages: its body cut into frames, its answer once all of them are durable. Internal to
// connectors/ingest.
#pragma once

#include "connectors/ingest/core.h"

#include <memory>
#include <string>
#include <vector>

namespace chatqc::connectors {

struct post_request {
    tenant_id tenant = 0;
    std::string tenant_name;
    source_id source = 0;
    bool recorded = true;
    std::string body;
    bool is_lines = false; // NDJSON rather than one JSON value
};

class ingest_post : public frame_waiter, public std::enable_shared_from_this<ingest_post> {
public:
    ingest_post(
        std::shared_ptr<ingest_service::state> core,
        std::shared_ptr<http_exchange> exchange,
        post_request what
    );

    void start();
    void complete(std::uint64_t frame, frame_result&& result) override;
    void settle() override;
    // Answers although not all is durable; what was handed over goes on.
    void give_up(http_response&& answer);

private:
    [[nodiscard]] decode_context context() const;
    [[nodiscard]] ingest_frame new_frame() const;
    void submit_lines();
    void submit(ingest_frame&& frame, std::size_t bytes);
    void take(std::vector<refusal>&& refused);
    [[nodiscard]] http_response answer();

    std::shared_ptr<ingest_service::state> core_;
    std::shared_ptr<http_exchange> exchange_; // until it is answered
    post_request what_;
    posting_source* source_ = nullptr; // the service's; stays as long as this post is counted there
    time_point arrived_{};
    std::uint64_t submitted_ = 0;
    std::uint64_t durable_ = 0;
    bool all_submitted_ = false;
    bool is_done_ = false; // all is durable
    std::uint64_t accepted_ = 0;
    std::uint64_t duplicates_ = 0;
    std::vector<refusal> refused_;
};

} // namespace chatqc::connectors
