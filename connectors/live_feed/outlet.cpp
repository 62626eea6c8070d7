#include "connectors/live_feed/outlet.h"

namespace chatqc::connectors {

namespace {

class websocket_outlet : public feed_outlet, public websocket_handler {
public:
    explicit websocket_outlet(std::unique_ptr<websocket> connection) : connection_(std::move(connection)) {}

    void start(outlet_events events) override
    {
        events_ = std::move(events);
        connection_->start(*this);
    }

    void send(std::string_view json, std::optional<std::uint64_t>) override
    {
        connection_->send(std::string(json));
    }

    bool is_sending() const override { return connection_->is_sending() || !connection_->is_open(); }

    void close(close_code code, std::string_view reason) override { connection_->close(code, reason); }

    void keep_alive() override {}

    void received(std::string_view, bool text) override
    {
        if (!text) {
            connection_->close(close_code::unsupported, "nothing binary is understood here");
            return;
        }
        events_.received();
    }

    void sent() override { events_.sent(); }

    void closed(const websocket_end&) override
    {
        const auto tell = std::move(events_.closed); // destroys this
        tell();
    }

private:
    std::unique_ptr<websocket> connection_;
    outlet_events events_;
};

class sse_outlet : public feed_outlet, public byte_stream_handler {
public:
    explicit sse_outlet(std::unique_ptr<byte_stream> stream) : stream_(std::move(stream)) {}

    void start(outlet_events events) override
    {
        events_ = std::move(events);
        stream_->start(*this);
    }

    void send(std::string_view json, std::optional<std::uint64_t> position) override
    {
        std::string text;
        if (position) {
            text.append("id: ").append(std::to_string(*position)).push_back('\n');
        }
        text.append("data: ").append(json).append("\n\n");
        stream_->send(std::move(text));
    }

    bool is_sending() const override { return is_closing_ || stream_->is_sending(); }

    void close(close_code, std::string_view) override
    {
        is_closing_ = true;
        stream_->close();
    }

    void keep_alive() override
    {
        if (!is_sending()) {
            stream_->send(":\n\n");
        }
    }

    void sent() override { events_.sent(); }

    void closed() override
    {
        const auto tell = std::move(events_.closed); // destroys this
        tell();
    }

private:
    std::unique_ptr<byte_stream> stream_;
    outlet_events events_;
    bool is_closing_ = false;
};

} // namespace

std::unique_ptr<feed_outlet> make_outlet(std::unique_ptr<websocket> connection)
{
    return std::make_unique<websocket_outlet>(std::move(connection));
}

std::unique_ptr<feed_outlet> make_outlet(std::unique_ptr<byte_stream> stream)
{
    return std::make_unique<sse_outlet>(std::move(stream));
}

} // namespace chatqc::connectors
