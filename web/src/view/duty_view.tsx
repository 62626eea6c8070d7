// Promises with a time: by when, by whom, and what has become of them, the soonest due first.
import { useEffect } from 'preact/hooks';

import { date_time, default_zone } from '../model/time';
import type { duty } from '../model/wire';
import { t, t_value } from '../state/language';
import { zone_now } from '../state/live';
import {
    choose_duties,
    duties_error,
    duties_every,
    duties_now,
    duty_choice_now,
    duty_choices,
    duty_rows_max,
    duty_rows_now,
    load_duties,
    more_duties,
} from '../state/duties';
import { conversation_url, follow, route_now } from '../state/route';
import { rule_name } from '../state/server';
import { AgentChoice, Choice, ShopChoice } from './filter_bar';
import { AgentName, Failure, Nothing, VerdictTags } from './marks';

function Duty({ value, zone }: { value: duty; zone: string }) {
    const { verdict, state, kept_by } = value;
    const words = (verdict.receipt?.spans ?? []).map(span => span.phrase);
    const href = conversation_url(verdict.conversation, verdict.id);
    return (
        <li>
            <a class={`duty duty-${state}`} href={href} onClick={follow}>
                <span class="duty-due">
                    <time>{date_time(value.due, zone)}</time>
                    <span class="duty-state">{t(`duty.state_${state}`)}</span>
                </span>
                <span class="duty-what">
                    <span class="rule-name">{rule_name(verdict.rule)}</span>
                    <bdi class="muted">{words.join(' · ')}</bdi>
                    <VerdictTags value={verdict} />
                    {verdict.receipt?.recalled?.length ? (
                        <span class="tag">{t('receipt.recalled')}</span>
                    ) : null}
                </span>
                <span class="duty-who">
                    <AgentName agent={verdict.agent} />
                </span>
                <bdi class="duty-shop">{verdict.shop}</bdi>
                <span class="duty-times">
                    <time>{t('duty.promised', { time: date_time(verdict.anchor_ts, zone) })}</time>
                    {kept_by ? (
                        <time>
                            {t('duty.kept_by', {
                                event: t_value('duty.event', kept_by.event),
                                time: date_time(kept_by.at, zone),
                            })}
                        </time>
                    ) : null}
                </span>
            </a>
        </li>
    );
}

function Choices() {
    return (
        <>
            <ShopChoice />
            <AgentChoice />
            <Choice
                label={t('duty.which')}
                all={t('duty.which_outstanding')}
                value={duty_choice_now.value}
                of={duty_choices
                    .filter(one => one !== '')
                    .map(one => ({ value: one, text: t(`duty.which_${one}`) }))}
                on={value => choose_duties(duty_choices.find(one => one === value) ?? '')}
            />
        </>
    );
}

export function DutyView() {
    const { shop, agent } = route_now.value.filter;
    const choice = duty_choice_now.value;
    const rows = duty_rows_now.value;
    useEffect(() => {
        void load_duties();
        const timer = setInterval(() => void (document.hidden || load_duties()), duties_every);
        return () => clearInterval(timer);
    }, [shop, agent, choice, rows]);
    const reading = duties_now.value;
    const problem = duties_error.value;
    const zone = zone_now.value || default_zone;
    return (
        <section class="duties" aria-label={t('duty.title')}>
            <div class="view-head">
                <div>
                    <h1>{t('duty.title')}</h1>
                    <p class="muted">{t('duty.explain')}</p>
                </div>
                <div class="view-tools">
                    <Choices />
                </div>
            </div>
            {problem ? (
                <Failure code={problem.code} message={problem.message} retry={() => void load_duties()} />
            ) : null}
            {!problem && !reading ? <Nothing title={t('live.loading')} /> : null}
            {reading?.duties.length === 0 ? (
                <Nothing title={t('duty.none')} hint={t('duty.none_hint')} />
            ) : null}
            <ol class="duty-list">
                {(reading?.duties ?? []).map(one => (
                    <Duty key={one.verdict.id} value={one} zone={zone} />
                ))}
            </ol>
            {reading?.has_more ? (
                rows < duty_rows_max ? (
                    <button class="link" type="button" onClick={more_duties}>
                        {t('duty.more')}
                    </button>
                ) : (
                    <p class="muted">{t('duty.beyond')}</p>
                )
            ) : null}
        </section>
    );
}
