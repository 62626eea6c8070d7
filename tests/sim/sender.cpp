#include "tests/sim/sender.h"

#include <algorithm>

namespace chatqc::sim {

namespace {

constexpr std::size_t window_frames = 8;
constexpr std::int64_t frame_messages_max = 12;
constexpr std::int64_t redial_ms_max = 2'000;

} // namespace

sender::sender(world& where, std::string name, std::vector<parcel> parcels, std::function<connection()> dial)
    : where_(where), name_(std::move(name)), parcels_(std::move(parcels)), dial_(std::move(dial))
{
    std::stable_sort(parcels_.begin(), parcels_.end(), [](const parcel& a, const parcel& b) {
        return a.at < b.at;
    });
}

void sender::start()
{
    connect_later();
    wake();
}

// Looks again when the next parcel is due.
void sender::wake()
{
    pump();
    if (packed_ < parcels_.size()) {
        const auto next = std::max(parcels_[packed_].at - where_.now(), milliseconds{1});
        where_.after(next, [this] { wake(); });
    } else if (!ended_) {
        where_.after(milliseconds{1}, [this] { wake(); });
    }
}

void sender::connect_later()
{
    if (std::exchange(is_dialing_, true))
        return;
    where_.after(milliseconds{where_.dice().between(0, redial_ms_max)}, [this] {
        is_dialing_ = false;
        connect();
    });
}

void sender::connect()
{
    auto made = dial_();
    if (!made.client)
        return connect_later();
    where_.note(name_ + " is connected");
    connection_ = std::move(made.client);
    between_ = std::move(made.between);
    base_ = acked_;
    sent_ = 0;
    refused_here_ = 0;
    connection_->start(*this);
    pump();
}

// What is due becomes a frame; at last, `end`.
bool sender::pack()
{
    if (frames_.size() - acked_ >= window_frames || ended_)
        return false;
    frame made;
    const auto most = static_cast<std::size_t>(where_.dice().between(1, frame_messages_max));
    while (packed_ < parcels_.size() && made.parcels.size() < most && parcels_[packed_].at <= where_.now()) {
        made.text += made.parcels.empty() ? '[' : ',';
        made.text += parcels_[packed_].json;
        made.parcels.push_back(packed_++);
    }
    if (made.parcels.empty()) {
        if (packed_ < parcels_.size())
            return false;
        made.text = R"({"end":true})";
        ended_ = true;
    } else {
        made.text += ']';
    }
    frames_.push_back(std::move(made));
    return true;
}

void sender::pump()
{
    if (!connection_ || !connection_->is_open() || connection_->is_sending())
        return;
    if (base_ + sent_ == frames_.size() && !pack())
        return;
    const auto& next = frames_[base_ + sent_++];
    where_.note(name_ + " sends " + std::to_string(next.parcels.size()));
    connection_->send(next.text, false);
}

void sender::sent()
{
    pump();
}

void sender::received(std::string_view message, bool)
{
    const auto answer = reader_.read(message);
    if (answer.what == connectors::ingest_answer::kind::ack)
        return acknowledge(answer.ack);
    if (answer.what != connectors::ingest_answer::kind::refused)
        return;
    ++refused_here_;
    const auto& about = frames_.at(base_ + answer.frame - 1).parcels;
    refused_.insert(parcels_.at(about.at(answer.why.index)).json);
    where_.note(name_ + " is refused " + answer.why.id + ": " + answer.why.code);
}

// All refusals of a frame stand before its ack.
void sender::acknowledge(const connectors::ack_answer& ack)
{
    std::uint64_t told = 0;
    acked_ = std::max(acked_, base_ + ack.frame);
    for (auto at = base_; at < acked_; ++at)
        told += frames_.at(at).parcels.size();
    // Refusals of later frames may stand here already.
    if (complaint_.empty() &&
        (ack.accepted + ack.duplicates > told || ack.accepted + ack.duplicates + refused_here_ < told))
        complaint_ = name_ + ": of " + std::to_string(told) + " messages " + std::to_string(ack.accepted) +
                     " accepted, " + std::to_string(ack.duplicates) + " duplicates, " +
                     std::to_string(refused_here_) + " refused";
    pump();
}

void sender::closed(const connectors::websocket_end& why)
{
    where_.note(name_ + " is cut: " + why.reason);
    connection_.reset();
    between_.reset();
    if (!is_done())
        connect_later();
}

void sender::cut(milliseconds server_hears, milliseconds client_hears)
{
    if (between_)
        between_->cut(server_hears, client_hears);
}

void sender::stall(milliseconds how_long)
{
    if (between_)
        between_->stall(how_long);
}

} // namespace chatqc::sim
