// The pipeline as the ingest tests need it: remembers what it was given, makes it durable when told.
#pragma once

#include "connectors/ingest_backend.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace chatqc::test {

class fake_backend : public connectors::ingest_backend {
public:
    struct opened {
        std::string name;
        bool recorded = false;
    };

    // Set before traffic.
    connectors::ingest_listener* listener = nullptr;
    bool is_automatic = true;        // durable at once
    connectors::time_point newest{}; // answered by open_source

    connectors::tenant_id tenant(std::string_view name) override;
    connectors::opened_source
    open_source(connectors::tenant_id tenant, std::string_view name, bool recorded) override;
    void submit(connectors::ingest_frame&& frame) override;
    void silent(connectors::source_id source, connectors::time_point watermark) override;
    void gone(connectors::source_id source, connectors::time_point at) override;
    bool has_room() const override;
    std::string obstacle() const override;

    void set_room(bool room);
    void set_obstacle(const std::string& why);
    // Waits (with a deadline) until so many frames were submitted; false at the deadline.
    bool wait_frames(std::size_t count);
    bool wait_silent(std::size_t count);
    bool wait_gone(std::size_t count);
    // Makes frame `index` (in order of submission) durable; `refused` are conflicts found late.
    void complete(std::size_t index, std::vector<connectors::refusal> refused = {});

    // What there was; copies, from any thread.
    std::size_t frame_count();
    connectors::ingest_frame frame(std::size_t index); // without its ticket
    std::vector<engine::record> records(std::size_t index, std::string& bytes);
    std::vector<opened> sources();
    std::size_t silent_count();
    connectors::time_point last_silent();
    std::size_t gone_count();

private:
    template <class Condition> bool wait(Condition condition);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<connectors::ingest_frame> frames_;
    std::vector<opened> opened_;
    std::map<std::pair<connectors::tenant_id, std::string>, connectors::source_id> ids_;
    std::vector<std::string> tenants_;
    std::vector<connectors::time_point> silent_;
    std::size_t gone_ = 0;
    bool room_ = true;
    std::string obstacle_;
};

} // namespace chatqc::test
