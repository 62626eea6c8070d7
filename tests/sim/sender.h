// A simulated upstream: one source that sends what it has when its time comes, batched into frames, keeps a
// window of frames that are not acknowledged and sends those again after every cut.
#pragma once

#include "connectors/codec/answers.h"
#include "tests/sim/net/link.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace chatqc::sim {

// One copy of one message, as it goes out.
struct parcel {
    milliseconds at{0}; // not before
    std::string json;
};

class sender final : public connectors::websocket_handler {
public:
    // `dial` gives null connections while nobody listens.
    sender(world& where, std::string name, std::vector<parcel> parcels, std::function<connection()> dial);

    void start();
    void cut(milliseconds server_hears, milliseconds client_hears);
    void stall(milliseconds how_long);

    // Everything is acknowledged, `end` too.
    [[nodiscard]] bool is_done() const { return acked_ == frames_.size() && ended_; }

    [[nodiscard]] const std::string& name() const { return name_; }

    // The server said so of a parcel with these bytes.
    [[nodiscard]] bool was_refused(const std::string& json) const { return refused_.contains(json); }

    // What the server's arithmetic got wrong, in words; empty if nothing.
    [[nodiscard]] const std::string& complaint() const { return complaint_; }

    void received(std::string_view message, bool text) override;
    void sent() override;
    void closed(const connectors::websocket_end& why) override;

private:
    struct frame {
        std::string text;
        std::vector<std::size_t> parcels;
    };

    void connect();
    void connect_later();
    void pump();
    bool pack();
    void acknowledge(const connectors::ack_answer& ack);
    void wake();

    world& where_;
    std::string name_;
    std::vector<parcel> parcels_; // by time
    std::set<std::string> refused_;
    std::function<connection()> dial_;
    connectors::answer_reader reader_;
    std::unique_ptr<connectors::websocket> connection_;
    std::shared_ptr<line> between_;
    std::vector<frame> frames_;
    std::size_t packed_ = 0; // parcels that are in frames
    std::size_t sent_ = 0;   // frames sent on this connection, from base_ on
    std::size_t base_ = 0;   // acked_ when it began
    std::size_t acked_ = 0;
    std::uint64_t refused_here_ = 0; // on this connection
    bool ended_ = false;             // the last frame says `end`
    std::string complaint_;
    bool is_dialing_ = false;
};

} // namespace chatqc::sim
