// Incidents: many verdicts of one rule in a short time, newest first; each leads to its verdicts.
import { filter_of_incident, span_words } from '../model/incident';
import { date_time } from '../model/time';
import type { incident } from '../model/wire';
import { t } from '../state/language';
import { incidents_error, incidents_max, incidents_now, load_incidents } from '../state/incidents';
import { zone_now } from '../state/live';
import { follow, route_now, url_of } from '../state/route';
import { rule_name } from '../state/server';
import { ShopChoice } from './filter_bar';
import { AgentName, Failure, LevelMark, Nothing } from './marks';

function Incident({ value, zone }: { value: incident; zone: string }) {
    const href = url_of({ view: 'live', filter: filter_of_incident(value, zone) });
    return (
        <li>
            <a class={`incident edge-${value.level}`} href={href} data-incident={value.id} onClick={follow}>
                <LevelMark level={value.level} />
                <span class="incident-rule">
                    <span class="rule-name">{rule_name(value.rule)}</span>
                    {value.mode === 'shadow' ? (
                        <span class="tag" title={t('mode.shadow_hint')}>
                            {t('mode.shadow')}
                        </span>
                    ) : null}
                    <span class="muted">{t('incident.of', { rule: rule_name(value.of) })}</span>
                </span>
                <span class="incident-key">
                    <span class="muted">{t(`incident.by_${value.by}`)}</span>{' '}
                    {value.by === 'agent' ? <AgentName agent={value.key} /> : <bdi>{value.key}</bdi>}
                </span>
                <time title={`${date_time(value.first, zone)} – ${date_time(value.last, zone)} ${zone}`}>
                    {span_words(value, zone)}
                </time>
                <span class="incident-count">{t('incident.count', { n: value.count })}</span>
            </a>
        </li>
    );
}

export function IncidentView() {
    const read = incidents_now.value;
    const problem = incidents_error.value;
    const { shop } = route_now.value.filter;
    const shown = (read ?? []).filter(one => shop === '' || (one.by === 'shop' && one.key === shop));
    return (
        <section class="incidents" aria-label={t('incident.title')}>
            <div class="view-head">
                <div>
                    <h1>{t('incident.title')}</h1>
                    <p class="muted">{t('incident.explain')}</p>
                </div>
                <div class="view-tools">
                    <ShopChoice />
                </div>
            </div>
            {problem ? (
                <Failure code={problem.code} message={problem.message} retry={() => void load_incidents()} />
            ) : null}
            {!problem && !read ? <Nothing title={t('live.loading')} /> : null}
            {read && shown.length === 0 ? (
                <Nothing title={t('incident.none')} hint={t('incident.none_hint')} />
            ) : null}
            <ol class="incident-list">
                {shown.map(one => (
                    <Incident key={one.id} value={one} zone={zone_now.value} />
                ))}
            </ol>
            {read && read.length >= incidents_max ? (
                <p class="foot">{t('incident.limit', { n: incidents_max })}</p>
            ) : null}
        </section>
    );
}
