// A simulated consumer of the live feed: whenever it is cut it comes back with `since`, and writes down what
// it is told.
#pragma once

#include "tests/sim/net/link.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::sim {

class watcher final : public connectors::websocket_handler {
public:
    // `dial` takes the position to go on after, and gives null connections while nobody listens.
    watcher(world& where, std::function<connection(std::uint64_t since)> dial);

    void start() { connect_later(); }

    void cut(milliseconds server_hears, milliseconds client_hears);
    // Reads nothing for a while.
    void sleep(milliseconds how_long);

    struct line {
        std::uint64_t position = 0;
        std::string told; // JSON of a verdict or incident
    };

    [[nodiscard]] const std::vector<line>& lines() const { return lines_; }

    [[nodiscard]] std::uint64_t position() const { return lines_.empty() ? 0 : lines_.back().position; }

    // Anything but verdicts, incidents, hellos and a word about being slow.
    [[nodiscard]] const std::string& complaint() const { return complaint_; }

    void received(std::string_view message, bool text) override;

    void sent() override {}

    void closed(const connectors::websocket_end& why) override;

private:
    void connect_later();

    world& where_;
    std::function<connection(std::uint64_t)> dial_;
    std::unique_ptr<connectors::websocket> connection_;
    std::shared_ptr<sim::line> between_;
    std::vector<line> lines_;
    std::string complaint_;
};

} // namespace chatqc::sim
