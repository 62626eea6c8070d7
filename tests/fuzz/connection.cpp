// Any bytes at the server's socket: from the first byte on, behind a right handshake, as frames with right
// masks, or as the body of a POST. The connection comes to its end, what comes back are whole frames of
// answers that count no more than was sent, and what the pipeline is handed can be read.
#include "connectors/http/service.h"
#include "connectors/net/asio.h"
#include "connectors/net/server.h"
#include "tests/fuzz/require.h"

#include <arpa/inet.h>
#include <cerrno>
#include <map>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using namespace chatqc;
using namespace chatqc::connectors;
using test::require;

namespace {

constexpr std::chrono::seconds patience{5};

// Durable at once.
class pipeline_stub final : public ingest_backend {
public:
    tenant_id tenant(std::string_view) override { return 1; }

    opened_source open_source(tenant_id, std::string_view name, bool) override
    {
        if (ids_.size() > 1000)
            ids_.clear();
        return {ids_.try_emplace(std::string{name}, ids_.size() + 1).first->second, {}};
    }

    void submit(ingest_frame&& frame) override
    {
        for (std::size_t entry = 0; entry < frame.entries.size(); ++entry) {
            std::size_t consumed = 0;
            const auto read = engine::read_record(frame.record(entry), consumed);
            require(read && consumed == frame.record(entry).size(), "what is handed over can be read");
        }
        frame_result done;
        done.accepted = static_cast<std::uint32_t>(frame.entries.size());
        done.ticket = std::move(frame.ticket);
        std::vector<frame_result> all;
        all.push_back(std::move(done));
        listener->durable(std::move(all));
    }

    void silent(source_id, time_point) override {}

    void gone(source_id, time_point) override {}

    bool has_room() const override { return true; }

    std::string obstacle() const override { return {}; }

    ingest_listener* listener = nullptr;

private:
    std::map<std::string, source_id> ids_;
};

// One server for all inputs, on the fuzzer's own thread.
struct served {
    served()
    {
        backend.listener = &ingest;
        const auto done = server.listen("127.0.0.1", 0);
        require(done.error.empty(), "it listens");
        port = done.port;
    }

    pipeline_stub backend;
    event_loop loop;
    metrics counters;
    worker_pool workers{1, 64};
    ingest_service ingest{
        loop, backend, counters, {}, [] { return time_point{std::chrono::hours{24 * 365 * 55}}; }};
    feed_hub feed{
        loop,
        workers,
        feed_source{
            [](std::uint64_t, std::size_t) { return std::vector<feed_item>{}; },
            [] { return std::uint64_t{0}; }},
        0,
        counters,
        feed_limits{}};
    http_service service{{}, {}, ingest, feed, workers, counters};
    http_server server{loop, {}, service};
    std::uint16_t port = 0;
};

std::string upgrade(const std::string& path, const std::string& protocol)
{
    return "GET " + path +
           " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
           protocol + "\r\n";
}

std::string ingest_handshake()
{
    return upgrade("/v1/ingest?source=s&clock=recorded", "Sec-WebSocket-Protocol: chatqc.v1\r\n");
}

// A byte of flags and opcode, one of length, then so many bytes, again and again: frames whose masks are
// right.
std::string masked_frames(std::string_view bytes, std::size_t& frames)
{
    constexpr char mask[] = {'m', 'a', 's', 'k'};
    std::string made;
    while (bytes.size() >= 2) {
        const auto length = std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
        made += bytes[0];
        if (length < 126) {
            made += static_cast<char>(0x80 | length);
        } else {
            made += static_cast<char>(0x80 | 126);
            made += '\0';
            made += static_cast<char>(length);
        }
        made.append(mask, sizeof mask);
        for (std::size_t at = 0; at < length; ++at)
            made += static_cast<char>(bytes[2 + at] ^ mask[at % sizeof mask]);
        bytes.remove_prefix(2 + length);
        ++frames;
    }
    return made;
}

// Says it, ends its side, and hears all that comes back.
std::string converse(served& with, const std::string& what)
{
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // Each connection keeps its port for a minute: some hundreds a second would use up those of one address.
    static std::uint32_t turn = 0;
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + turn++ % 200);
    const auto* ours = reinterpret_cast<const sockaddr*>(&from);
    require(bind(line, ours, sizeof from) == 0, "there is a port");
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(with.port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* address = reinterpret_cast<const sockaddr*>(&where);
    require(connect(line, address, sizeof where) == 0, "a connection is taken");
    // It may be closed before all is said.
    (void)send(line, what.data(), what.size(), MSG_NOSIGNAL);
    (void)shutdown(line, SHUT_WR);
    auto& context = context_of(with.loop);
    const auto until = steady::now() + patience;
    std::string heard;
    unsigned idle = 0; // times that there was nothing to do; who sleeps at once waits long to be woken
    for (bool is_open = true; is_open || with.server.connections() > 0;) {
        char piece[4096];
        const auto got = is_open ? recv(line, piece, sizeof piece, MSG_DONTWAIT) : 0;
        if (got > 0)
            heard.append(piece, static_cast<std::size_t>(got));
        else
            is_open = is_open && got < 0 && (errno == EAGAIN || errno == EINTR);
        if (context.poll() == 0 && got <= 0 && ++idle % 100 == 0)
            (void)context.run_one_for(std::chrono::milliseconds{1});
        require(steady::now() < until, "the connection comes to its end");
    }
    close(line);
    return heard;
}

// What a server may say on a WebSocket; the last frame may be cut.
void check_frames(std::string_view heard, std::size_t frames_sent)
{
    const auto head = heard.find("\r\n\r\n");
    if (head == std::string_view::npos || heard.find(" 101 ") > head)
        return;
    heard.remove_prefix(head + 4);
    std::size_t acked = 0;
    while (heard.size() >= 2) {
        const auto first = static_cast<unsigned char>(heard[0]);
        std::size_t length = static_cast<unsigned char>(heard[1]);
        require((first & 0xf0) == 0x80, "a frame is whole, without reserved bits");
        require((first & 0x0f) == 1 || (first & 0x0f) >= 8, "a text or a control frame");
        require(length <= 126, "short, and not masked");
        std::size_t begin = 2;
        if (length == 126) {
            if (heard.size() < 4)
                return;
            length = static_cast<unsigned char>(heard[2]) * 256u + static_cast<unsigned char>(heard[3]);
            begin = 4;
        }
        if (heard.size() < begin + length)
            return;
        const std::string text{heard.substr(begin, length)};
        heard.remove_prefix(begin + length);
        if ((first & 0x0f) != 1)
            continue;
        std::size_t ack = 0;
        if (std::sscanf(text.c_str(), R"({"ack":%zu,)", &ack) == 1) {
            require(ack > acked && ack <= frames_sent, "acks grow, and count what was sent");
            acked = ack;
        } else {
            require(text.starts_with(R"({"error":{)"), "an answer is an ack or an error");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static served one;
    if (size == 0)
        return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::size_t frames = size; // of two bytes at least
    switch (data[0] % 5) {
    case 0:
        (void)converse(one, bytes);
        break;
    case 1:
        check_frames(converse(one, ingest_handshake() + bytes), frames);
        break;
    case 2: {
        frames = 0;
        const auto made = masked_frames(bytes, frames);
        check_frames(converse(one, ingest_handshake() + made), frames);
        break;
    }
    case 3:
        (void)converse(one, upgrade("/v1/live?since=0", "") + bytes);
        break;
    default: {
        const auto length = std::to_string(bytes.size());
        const auto heard = converse(
            one,
            "POST /v1/messages?source=p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            "Content-Length: " +
                length + "\r\n\r\n" + bytes
        );
        require(heard.starts_with("HTTP/1.1 "), "a request is answered");
    }
    }
    return 0;
}
