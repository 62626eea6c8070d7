#include "connectors/client/send_client.h"

#include "connectors/codec/answers.h"
#include "connectors/net/url.h"
#include "connectors/net/websocket.h"

#include <algorithm>
#include <deque>
#include <optional>

namespace chatqc::connectors {

namespace {

using std::chrono::milliseconds;
using steady = std::chrono::steady_clock;

constexpr std::string_view default_path = "/v1/ingest";
constexpr milliseconds farewell_limit{2'000}; // for the closing handshake once all is said

bool is_final(unsigned status)
{
    return status == 400 || status == 401 || status == 403 || status == 404 || status == 405 || status == 426;
}

bool is_final(close_code code)
{
    return code == close_code::protocol_error || code == close_code::unsupported ||
           code == close_code::bad_payload || code == close_code::policy || code == close_code::too_big;
}

} // namespace

// Lives on the thread of run(). Frames have two numbers: over the whole run, and on their connection, where
// the first one sent is 1; `base` is the difference.
struct send_client::state : websocket_handler {
    explicit state(send_options given)
        : options(std::move(given)), timer(loop), backoff(options.backoff_first)
    {
    }

    bool prepare();
    void connect();
    void connected(connect_result&& result);
    void pump();
    bool pull();
    void retry(const std::string& reason);
    void finish(std::string error);

    void received(std::string_view message, bool text) override;

    void sent() override { pump(); }

    void closed(const websocket_end& why) override;

    event_loop loop;
    send_options options;
    single_timer
        timer; // the next attempt, the next question to the source, or the farewell: never two at once
    connect_options how;
    answer_reader reader;
    frame_source* source = nullptr;
    send_observer* observer = nullptr;
    std::unique_ptr<websocket> connection;

    std::deque<std::string> window; // not acknowledged; the first has number totals.frames_acked + 1
    std::size_t window_bytes = 0;
    std::size_t on_the_way = 0; // how many of them were sent on this connection
    std::uint64_t base = 0;
    bool source_is_done = false;
    bool is_over = false;
    bool has_connected = false;
    milliseconds backoff;
    steady::time_point last_good{};                           // connection or ack
    std::uint64_t accepted_before = 0, duplicates_before = 0; // of earlier connections
    send_totals totals;
    send_result result;
};

bool send_client::state::prepare()
{
    const auto address = parse_address(options.url);
    if (!address) {
        result.error =
            "not an address of a server: " + options.url + " (ws://HOST:PORT is needed; TLS is not spoken)";
        return false;
    }
    how.host = address->host;
    how.port = address->port;
    const bool has_path = !address->path.empty() && address->path != "/";
    how.target = has_path ? address->path : std::string(default_path);
    how.target.append(how.target.find('?') == std::string::npos ? "?" : "&");
    how.target.append("source=").append(percent_encoded(options.source));
    how.target.append(options.live ? "&clock=live" : "&clock=recorded");
    how.subprotocol = "chatqc.v1";
    how.authorization = options.token.empty() ? std::string() : "Bearer " + options.token;
    how.limit = options.connect_limit;
    how.stream.silence_limit = options.silence_limit;
    how.stream.write_limit =
        std::max(options.silence_limit, milliseconds{60'000}); // back-pressure is no failure
    last_good = steady::now();
    return true;
}

void send_client::state::connect()
{
    if (!is_over) {
        connect_websocket(loop, how, [this](connect_result&& made) { connected(std::move(made)); });
    }
}

void send_client::state::connected(connect_result&& made)
{
    if (is_over) {
        return;
    }
    if (!made.connection) {
        if (is_final(made.status)) {
            finish(made.error);
        } else {
            retry(made.error);
        }
        return;
    }
    connection = std::move(made.connection);
    connection->start(*this);
    totals.reconnects += has_connected ? 1 : 0;
    has_connected = true;
    last_good = steady::now();
    on_the_way = 0;
    base = totals.frames_acked;
    observer->connected();
    pump();
}

// Sends what there is to send, one frame at a time.
void send_client::state::pump()
{
    if (is_over || !connection || !connection->is_open() || connection->is_sending()) {
        return;
    }
    if (on_the_way == window.size() && !pull()) {
        if (source_is_done && window.empty()) {
            finish({});
        }
        return;
    }
    connection->send(window[on_the_way], !options.binary);
    ++on_the_way;
}

// Takes the next frame from the source into the window; false if there is none now or no room.
bool send_client::state::pull()
{
    const bool has_room =
        window.empty() || (window.size() < options.window_frames && window_bytes < options.window_bytes);
    if (source_is_done || !has_room) {
        return false;
    }
    std::string frame;
    const next_frame next = source->next(frame);
    switch (next.what) {
    case next_frame::state::done:
        source_is_done = true;
        return false;
    case next_frame::state::later:
        timer.set(std::max(next.wait, milliseconds{1}), [this] { pump(); });
        return false;
    case next_frame::state::ready:
        break;
    }
    window_bytes += frame.size();
    window.push_back(std::move(frame));
    ++totals.frames_sent;
    return true;
}

void send_client::state::received(std::string_view message, bool)
{
    const ingest_answer answer = reader.read(message);
    if (answer.what == ingest_answer::kind::refused) {
        ++totals.refused;
        send_refusal told;
        told.frame = base + answer.frame;
        told.index = answer.why.index;
        told.id = answer.why.id;
        told.code = answer.why.code;
        told.message = answer.why.message;
        observer->refused(told);
    }
    if (answer.what != ingest_answer::kind::ack) {
        return;
    }
    last_good = steady::now();
    backoff = options.backoff_first;
    while (totals.frames_acked < base + answer.ack.frame && on_the_way > 0) {
        window_bytes -= window.front().size();
        window.pop_front();
        --on_the_way;
        ++totals.frames_acked;
    }
    totals.accepted = accepted_before + answer.ack.accepted;
    totals.duplicates = duplicates_before + answer.ack.duplicates;
    observer->progress(totals);
    pump();
}

void send_client::state::closed(const websocket_end& why)
{
    connection.reset();
    if (is_over) {
        loop.stop();
        return;
    }
    const std::string code = std::to_string(static_cast<unsigned>(why.code));
    const std::string reason = why.by_peer ? "closed by the server with " + code + " " + why.reason
                                           : "connection lost: " + why.reason;
    if (why.by_peer && is_final(why.code)) {
        finish(reason);
    } else {
        retry(reason);
    }
}

void send_client::state::retry(const std::string& reason)
{
    accepted_before = totals.accepted;
    duplicates_before = totals.duplicates;
    const auto left = options.give_up_after - (steady::now() - last_good);
    if (options.give_up_after > milliseconds{0} && left <= backoff) {
        finish("given up: " + reason);
        return;
    }
    const milliseconds wait = backoff;
    backoff = std::min(backoff * 2, options.backoff_max);
    timer.set(wait, [this] { connect(); });
    observer->disconnected(reason, wait);
}

void send_client::state::finish(std::string error)
{
    is_over = true;
    result.complete = error.empty();
    result.error = std::move(error);
    timer.cancel();
    if (connection && result.complete) {
        connection->close(close_code::normal, "");
        timer.set(farewell_limit, [this] { loop.stop(); });
    } else {
        loop.stop();
    }
}

send_client::send_client(send_options options) : state_(std::make_shared<state>(std::move(options))) {}

send_client::~send_client() = default;

send_result send_client::run(frame_source& source, send_observer& observer)
{
    state_->source = &source;
    state_->observer = &observer;
    if (state_->prepare()) {
        state_->connect();
        state_->loop.run();
    }
    state_->connection.reset();
    state_->result.totals = state_->totals;
    return state_->result;
}

void send_client::wake()
{
    state_->loop.post([core = state_.get()] { core->pump(); });
}

void send_client::stop()
{
    state_->loop.post([core = state_.get()] {
        if (!core->is_over) {
            core->finish("stopped");
        }
    });
}

} // namespace chatqc::connectors
