#include "bench/demo_script.h"

#include "bench/demo_phrases.h"

#include <algorithm>

namespace chatqc::bench {

namespace {

using std::chrono::milliseconds;

class writer {
public:
    writer(demo_random& random, const demo_shop& shop, std::size_t agent, unsigned load)
        : random_(random),
          shop_(shop),
          agent_(shop.agents[agent]),
          other_(shop.agents[(agent + 1) % shop.agents.size()]),
          book_(phrases_of(shop.language)),
          load_(load)
    {
    }

    demo_chat write(demo_mishap mishap);

private:
    std::string_view any(phrases from) { return random_.pick(from); }

    void pass(std::int64_t low_ms, std::int64_t high_ms)
    {
        at_ += milliseconds(random_.between(low_ms, high_ms));
    }

    void think()
    {
        const std::int64_t low = agent_.reply_low_s * 10 * load_;
        const std::int64_t high = agent_.reply_high_s * 10 * load_;
        pass(low, high);
    }

    demo_line& add(rules::role role, std::string_view text)
    {
        demo_line& line = lines_.emplace_back();
        line.at = at_;
        line.role = role;
        line.text = text;
        if (role == rules::role::customer) {
            line.to = agent_.name;
        } else if (role != rules::role::system) {
            line.sender = agent_.name;
        }
        return line;
    }

    void customer(std::string_view text) { add(rules::role::customer, text); }

    void agent(std::string_view text) { add(rules::role::agent, text); }

    void event(rules::event what)
    {
        demo_line& line = add(rules::role::system, {});
        line.kind = rules::kind::event;
        line.event = what;
    }

    void open(const demo_topic& topic);
    void wait_in_vain();
    void talk(const demo_topic& topic, demo_mishap mishap);
    void misbehave(demo_mishap mishap);
    void nudge();
    void transfer();
    void end();

    demo_random& random_;
    const demo_shop& shop_;
    demo_agent agent_;
    demo_agent other_;
    const phrase_book& book_;
    unsigned load_;
    bool curt_ = false;
    milliseconds at_{};
    std::vector<demo_line> lines_;
};

void writer::open(const demo_topic& topic)
{
    if (random_.chance(35)) {
        customer(any(book_.hello));
        pass(1500, 9000);
    }
    if (topic.group == "presale" && random_.chance(30)) {
        add(rules::role::customer, {}).kind = rules::kind::card;
        pass(1000, 4000);
    }
    customer(topic.talk[0].question);
    if (shop_.autoreplies) {
        const milliseconds asked = at_;
        pass(600, 1800);
        add(rules::role::autoreply, any(book_.autoreply));
        at_ = asked;
    }
}

void writer::wait_in_vain()
{
    pass(60'000, 150'000);
    customer(any(book_.impatient));
    if (random_.chance(50)) {
        pass(40'000, 120'000);
        customer(any(book_.impatient));
    }
}

void writer::nudge()
{
    for (int i = 0; i < 3; ++i) {
        pass(5'000, 18'000);
        agent(book_.nudge[(random_.below(2) + static_cast<std::size_t>(i) * 2) % book_.nudge.size()]);
    }
}

void writer::misbehave(demo_mishap mishap)
{
    switch (mishap) {
    case demo_mishap::rude:
        agent(any(book_.rude));
        pass(8'000, 30'000);
        customer(any(book_.impatient));
        think();
        agent(any(book_.apology));
        break;
    case demo_mishap::nudged:
        nudge();
        break;
    case demo_mishap::strayed:
        agent(any(random_.chance(50) ? book_.stray_disguised : book_.stray));
        break;
    case demo_mishap::promised:
        agent(any(book_.promise));
        break;
    case demo_mishap::repeated: {
        const std::string_view same = any(book_.boilerplate);
        for (int i = 0; i < 3; ++i) {
            agent(same);
            pass(12'000, 40'000);
        }
        break;
    }
    case demo_mishap::none:
    case demo_mishap::slow:
    case demo_mishap::forgotten:
        break;
    }
}

void writer::transfer()
{
    agent(any(book_.transfer_note));
    pass(1'000, 4'000);
    event(rules::event::transfer);
    lines_.back().to = other_.name;
    std::swap(agent_, other_);
    think();
}

void writer::talk(const demo_topic& topic, demo_mishap mishap)
{
    const std::size_t turns = std::min<std::size_t>(topic.talk.size(), 1 + random_.below(4));
    const std::size_t moment = random_.below(turns);
    for (std::size_t turn = 0; turn < turns; ++turn) {
        if (turn > 0) {
            pass(8'000, 60'000);
            customer(topic.talk[turn].question);
            think();
        }
        if (random_.chance(18)) {
            agent(any(book_.wait_please));
            pass(15'000, 70'000);
        }
        if (turn == 1 && random_.chance(8)) {
            transfer();
        }
        agent(topic.talk[turn].answer);
        if (turn == moment && mishap != demo_mishap::none) {
            pass(4'000, 15'000);
            misbehave(mishap);
        }
    }
}

void writer::end()
{
    pass(6'000, 40'000);
    if (random_.chance(70)) {
        customer(any(book_.thanks));
        think();
    }
    if (!curt_ && random_.chance(90)) {
        agent(any(book_.closing));
    }
    if (random_.chance(12)) {
        pass(20'000, 90'000);
        event(rules::event::order_placed);
        pass(5'000, 60'000);
        event(rules::event::order_paid);
    }
    // An agent's click, or the platform after a while: a last word that needs an answer would else keep the
    // session open for a day.
    if (shop_.closes) {
        pass(30'000, 120'000);
    } else {
        pass(600'000, 1'500'000);
    }
    event(rules::event::close);
}

demo_chat writer::write(demo_mishap mishap)
{
    const demo_topic& topic = random_.pick(book_.topics);
    curt_ = random_.chance(agent_.curt);
    open(topic);
    if (mishap == demo_mishap::forgotten) {
        wait_in_vain();
        pass(600'000, 1'200'000); // the platform closes it in the end
        event(rules::event::close);
    } else {
        if (mishap == demo_mishap::slow) {
            wait_in_vain();
            pass(60'000, 240'000);
            if (!curt_) {
                agent(any(book_.apology));
                pass(2'000, 8'000);
            }
        } else {
            think();
        }
        if (!curt_) {
            agent(any(book_.greeting));
            pass(1'500, 8'000);
        }
        talk(topic, mishap);
        end();
    }
    // The automatic reply was written after the question it answers, whatever came between.
    std::stable_sort(lines_.begin(), lines_.end(), [](const demo_line& a, const demo_line& b) {
        return a.at < b.at;
    });
    return {topic.group, std::move(lines_)};
}

} // namespace

demo_mishap draw_mishap(demo_random& random, const demo_agent& agent)
{
    const std::pair<unsigned, demo_mishap> habits[] = {
        {agent.slow, demo_mishap::slow},
        {agent.forgets, demo_mishap::forgotten},
        {agent.rude, demo_mishap::rude},
        {agent.nudges, demo_mishap::nudged},
        {agent.strays, demo_mishap::strayed},
        {agent.promises, demo_mishap::promised},
        {agent.repeats, demo_mishap::repeated},
    };
    auto roll = static_cast<unsigned>(random.below(100));
    for (const auto& [percent, mishap] : habits) {
        if (roll < percent) {
            return mishap;
        }
        roll -= percent;
    }
    return demo_mishap::none;
}

demo_chat
make_chat(demo_random& random, const demo_shop& shop, std::size_t agent, demo_mishap mishap, unsigned load)
{
    return writer(random, shop, agent, load).write(mishap);
}

} // namespace chatqc::bench
