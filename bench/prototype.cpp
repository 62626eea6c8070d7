#include "bench/prototype.h"

#include "bench/bare_work.h"
#include "bench/handoff.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace chatqc::bench {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using executor = asio::io_context::executor_type;
using socket = asio::basic_stream_socket<tcp, executor>;
using acceptor = asio::basic_socket_acceptor<tcp, executor>;

[[noreturn]] void give_up(const std::string& what)
{
    fmt::print(stderr, "chatqc_bench: prototype: {}\n", what);
    std::abort();
}

class connection;

struct received_frame {
    std::shared_ptr<connection> from;
    std::uint64_t number = 0;
    std::string json; // with simdjson's padding behind it
    std::size_t size = 0;
};

struct durable_frame {
    std::shared_ptr<connection> from;
    std::uint64_t number = 0;
    std::uint32_t messages = 0;
};

struct packed_block {
    std::string records;
    std::vector<durable_frame> frames;
};

// One socket, on the sockets' thread only.
class connection : public std::enable_shared_from_this<connection> {
public:
    connection(socket made, handoff<received_frame>& out) : stream_(std::move(made)), out_(out)
    {
        stream_.read_message_max(8u << 20u);
        stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& answer) {
            answer.set(boost::beast::http::field::sec_websocket_protocol, "chatqc.v1");
        }));
    }

    void start()
    {
        stream_.async_accept([self = shared_from_this()](error_code failed) {
            if (!failed) {
                self->read();
            }
        });
    }

    void durable(std::uint64_t number, std::uint32_t messages)
    {
        acknowledged_ = number;
        accepted_ += messages;
        if (!is_writing_) {
            write();
        }
    }

private:
    static constexpr std::size_t padding = 64;

    void read()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code failed, std::size_t size) {
            if (failed) {
                return;
            }
            received_frame frame{self, ++self->frames_, {}, size};
            frame.json.reserve(size + padding);
            frame.json.append(static_cast<const char*>(self->buffer_.data().data()), size);
            self->buffer_.consume(size);
            self->out_.put(std::move(frame));
            self->read();
        });
    }

    void write()
    {
        is_writing_ = true;
        written_ = acknowledged_;
        answer_ = fmt::format(R"({{"ack":{},"accepted":{},"duplicates":0}})", acknowledged_, accepted_);
        stream_.text(true);
        stream_.async_write(
            asio::buffer(answer_),
            [self = shared_from_this()](error_code failed, std::size_t) {
                self->is_writing_ = false;
                if (!failed && self->written_ != self->acknowledged_) {
                    self->write();
                }
            }
        );
    }

    websocket::stream<socket, false> stream_;
    handoff<received_frame>& out_;
    boost::beast::flat_buffer buffer_;
    std::string answer_;
    std::uint64_t frames_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::uint64_t written_ = 0;
    std::uint64_t accepted_ = 0;
    bool is_writing_ = false;
};

std::unique_ptr<rocksdb::DB> open_store(const std::string& folder)
{
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = 64u << 20u;
    rocksdb::DB* opened = nullptr;
    if (const auto status = rocksdb::DB::Open(options, folder, &opened); !status.ok()) {
        give_up(status.ToString());
    }
    return std::unique_ptr<rocksdb::DB>(opened);
}

} // namespace

struct prototype::impl {
    impl(const std::string& folder, const std::vector<std::string>& phrases)
        : worker(phrases), store(open_store(folder))
    {
        accept();
        threads.emplace_back([this] { context.run(); });
        threads.emplace_back([this] { work(); });
        threads.emplace_back([this] { commit(); });
    }

    ~impl()
    {
        context.stop();
        received.close();
        packed.close();
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    void accept()
    {
        listener.async_accept([this](error_code failed, socket made) {
            if (failed) {
                return;
            }
            made.set_option(tcp::no_delay(true));
            std::make_shared<connection>(std::move(made), received)->start();
            accept();
        });
    }

    void work()
    {
        constexpr std::size_t block_bytes = 1u << 20u;
        for (auto frames = received.take_all(); !frames.empty(); frames = received.take_all()) {
            packed_block block;
            for (received_frame& frame : frames) {
                const std::uint32_t messages = worker.work({frame.json.data(), frame.size}, block.records);
                block.frames.push_back({std::move(frame.from), frame.number, messages});
                if (block.records.size() >= block_bytes) {
                    packed.put(std::exchange(block, {}));
                }
            }
            sum = worker.hash();
            if (!block.frames.empty()) {
                packed.put(std::move(block));
            }
        }
    }

    void commit()
    {
        rocksdb::WriteOptions synced;
        synced.sync = true;
        std::uint64_t sequence = 0;
        for (auto blocks = packed.take_all(); !blocks.empty(); blocks = packed.take_all()) {
            rocksdb::WriteBatch batch;
            for (const packed_block& block : blocks) {
                const std::uint64_t key = __builtin_bswap64(++sequence);
                batch.Put({reinterpret_cast<const char*>(&key), sizeof key}, block.records);
            }
            if (const auto status = store->Write(synced, &batch); !status.ok()) {
                give_up(status.ToString());
            }
            asio::post(context, [done = std::move(blocks)] {
                for (const packed_block& block : done) {
                    for (const durable_frame& frame : block.frames) {
                        frame.from->durable(frame.number, frame.messages);
                    }
                }
            });
        }
    }

    asio::io_context context{1};
    acceptor listener{context, {asio::ip::address_v4::loopback(), 0}};
    handoff<received_frame> received;
    handoff<packed_block> packed;
    bare_worker worker;
    std::atomic<std::uint64_t> sum = 0;
    std::unique_ptr<rocksdb::DB> store;
    std::vector<std::thread> threads;
};

prototype::prototype(const std::string& folder, const std::vector<std::string>& phrases)
    : impl_(std::make_unique<impl>(folder, phrases))
{
}

prototype::~prototype() = default;

std::uint16_t prototype::port() const
{
    return impl_->listener.local_endpoint().port();
}

std::uint64_t prototype::hash() const
{
    return impl_->sum;
}

int serve_prototype(const std::string& folder, const std::string& phrases)
{
    std::vector<std::string> looked_for;
    std::ifstream file(phrases);
    for (std::string line; std::getline(file, line);) {
        looked_for.push_back(line);
    }
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr); // before there are threads, which inherit it
    const prototype server(folder, looked_for);
    fmt::print("listening on 127.0.0.1:{}\n", server.port());
    std::fflush(stdout);
    int got = 0;
    sigwait(&stop, &got);
    fmt::print("hash {:016x}\n", server.hash());
    return 0;
}

} // namespace chatqc::bench
