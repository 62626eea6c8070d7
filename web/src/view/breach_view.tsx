// Next to breach: open rounds by time left, counting down between readings.
import { countdown, date_time, default_zone, local_time } from '../model/time';
import type { open_round } from '../model/wire';
import { language_now, t } from '../state/language';
import { zone_now } from '../state/live';
import { conversation_url, follow, route_now } from '../state/route';
import { breaches_error, breaches_now, load_breaches, rule_name } from '../state/server';
import { use_clock } from './connection';
import { ShopChoice } from './filter_bar';
import { AgentName, Failure, Nothing } from './marks';

const tick = 250; // ms

interface counted extends open_round {
    left: number; // ms at this tick
}

// Rounds as they stand `elapsed` ms after they were read; the server's state only grows worse by itself.
export function count_down(rounds: readonly open_round[], elapsed: number): counted[] {
    return rounds
        .map(round => {
            const left = round.left_ms - elapsed;
            return { ...round, left, state: left < 0 ? ('late' as const) : round.state };
        })
        .sort((a, b) => a.left - b.left || (a.conversation < b.conversation ? -1 : 1));
}

function Bar({ round }: { round: counted }) {
    const whole = Math.max(1, round.deadline - round.opened);
    const share = Math.min(1, Math.max(0, round.left / whole));
    return (
        <span class="bar" aria-hidden="true">
            <span class="bar-left" style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </span>
    );
}

function Round({ round, zone }: { round: counted; zone: string }) {
    const href = conversation_url(round.conversation);
    const profile = round.profile ?? '';
    return (
        <li>
            <a class={`round round-${round.state}`} href={href} onClick={follow}>
                <span class="round-left">
                    <span class="round-number" role="timer">
                        {round.left < 0 ? '+' : ''}
                        {countdown(round.left, language_now.value)}
                    </span>
                    <span class="round-state">{t(`breach.state_${round.state}`)}</span>
                </span>
                <Bar round={round} />
                <span class="round-rule">
                    <span class="rule-name">{rule_name(round.rule)}</span>
                    {profile ? (
                        <span class="tag">
                            {t(profile === 'internal' ? 'profile.own' : 'profile.estimate', { profile })}
                        </span>
                    ) : null}
                </span>
                <span class="round-who" title={t('word.holder_hint')}>
                    <AgentName agent={round.agent} />
                </span>
                <bdi class="round-shop">{round.shop}</bdi>
                <span class="round-times">
                    <time title={date_time(round.opened, zone)}>
                        {t('breach.asked', { time: local_time(round.opened, zone).clock })}
                    </time>
                    <time title={date_time(round.deadline, zone)}>
                        {t('breach.limit', { time: local_time(round.deadline, zone).clock })}
                    </time>
                </span>
            </a>
        </li>
    );
}

function Figures({ rounds }: { rounds: readonly counted[] }) {
    const late = rounds.filter(round => round.state === 'late').length;
    const warn = rounds.filter(round => round.state === 'warn').length;
    return (
        <div class="figures">
            {late > 0 ? <span class="round-late-text">{t('breach.late_count', { n: late })}</span> : null}
            {warn > 0 ? <span class="round-warn-text">{t('breach.warn_count', { n: warn })}</span> : null}
            <span>{t('breach.count', { n: rounds.length })}</span>
        </div>
    );
}

export function BreachView() {
    const reading = breaches_now.value;
    const now = use_clock(tick);
    const zone = zone_now.value || default_zone;
    const problem = breaches_error.value;
    const { shop } = route_now.value.filter;
    const elapsed = reading ? Math.max(0, now - reading.at) : 0;
    const rounds = reading ? count_down(reading.rounds, elapsed) : [];
    const shown = shop === '' ? rounds : rounds.filter(round => round.shop === shop);
    return (
        <section class="breaches" aria-label={t('breach.title')}>
            <div class="view-head">
                <div>
                    <h1>{t('breach.title')}</h1>
                    <p class="muted">{t('breach.explain')}</p>
                </div>
                <div class="view-tools">
                    <ShopChoice />
                    <Figures rounds={shown} />
                </div>
            </div>
            {problem && reading ? (
                <p class="beyond">{t('breach.stale', { time: local_time(reading.wall, zone).clock })}</p>
            ) : null}
            {problem && !reading ? (
                <Failure code={problem.code} message={problem.message} retry={() => void load_breaches()} />
            ) : null}
            {!problem && !reading ? <Nothing title={t('live.loading')} /> : null}
            {reading && shown.length === 0 ? (
                <Nothing title={t('breach.none')} hint={t('breach.none_hint')} />
            ) : null}
            <ol class="rounds">
                {shown.map(round => (
                    <Round
                        key={`${round.conversation} ${round.rule} ${round.opened} ${round.deadline}`}
                        round={round}
                        zone={zone}
                    />
                ))}
            </ol>
        </section>
    );
}
