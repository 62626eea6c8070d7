// The filters of the live view; every change goes to the URL.
import { is_filtering, type filter } from '../model/filter';
import { levels } from '../model/wire';
import { t } from '../state/language';
import { clear_filter, route_now, set_filter } from '../state/route';
import { facets_now, rule_name, rules_now } from '../state/server';

interface choice {
    value: string;
    text: string;
}

export function Choice(props: {
    label: string;
    all: string;
    value: string;
    of: choice[];
    on: (value: string) => void;
}) {
    // A filter from a link may name what the server no longer lists.
    const is_known = props.value === '' || props.of.some(one => one.value === props.value);
    const options = is_known ? props.of : [...props.of, { value: props.value, text: props.value }];
    return (
        <select
            class={props.value === '' ? 'choice' : 'choice choice-set'}
            aria-label={props.label}
            value={props.value}
            onChange={event => props.on(event.currentTarget.value)}
        >
            <option value="">{props.all}</option>
            {options.map(one => (
                <option key={one.value} value={one.value}>
                    {one.text}
                </option>
            ))}
        </select>
    );
}

const as_choices = (values: string[]): choice[] => values.map(value => ({ value, text: value }));

export function ShopChoice() {
    const { filter } = route_now.value;
    return (
        <Choice
            label={t('word.shop')}
            all={t('live.all_shops')}
            value={filter.shop}
            of={as_choices(facets_now.value.shops)}
            on={shop => set_filter({ ...filter, shop })}
        />
    );
}

export function AgentChoice() {
    const { filter } = route_now.value;
    return (
        <Choice
            label={t('word.agent')}
            all={t('live.all_agents')}
            value={filter.agent}
            of={as_choices(facets_now.value.agents)}
            on={agent => set_filter({ ...filter, agent })}
        />
    );
}

function Levels({ value, on }: { value: filter['level']; on: (level: filter['level']) => void }) {
    return (
        <div class="levels" role="group" aria-label={t('word.level')}>
            {levels.map(level => (
                <button
                    key={level}
                    type="button"
                    class={`level-choice level-choice-${level}`}
                    aria-pressed={value === level}
                    title={level === 'critical' ? t('level.critical_hint') : undefined}
                    onClick={() => on(value === level ? '' : level)}
                >
                    {t(`level.${level}`)}
                </button>
            ))}
        </div>
    );
}

export function FilterBar() {
    const { filter } = route_now.value;
    const change = (part: Partial<filter>) => set_filter({ ...filter, ...part });
    const rules = [...rules_now.value.keys()].sort().map(id => ({ value: id, text: rule_name(id) }));
    return (
        <div class="filters" role="group" aria-label={t('live.filter')}>
            <Levels value={filter.level} on={level => change({ level })} />
            <ShopChoice />
            <AgentChoice />
            <Choice
                label={t('word.rule')}
                all={t('live.all_rules')}
                value={filter.rule}
                of={rules}
                on={rule => change({ rule })}
            />
            <input
                class={filter.day === '' ? 'choice day' : 'choice day choice-set'}
                type="date"
                aria-label={t('word.day')}
                value={filter.day}
                onChange={event => change({ day: event.currentTarget.value })}
            />
            {is_filtering(filter) ? (
                <button class="link" type="button" onClick={clear_filter}>
                    {t('live.clear')}
                </button>
            ) : null}
        </div>
    );
}
