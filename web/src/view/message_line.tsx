// One message of a conversation, with its violations marked at their byte spans.
import type { ComponentChildren } from 'preact';

import { local_time } from '../model/time';
import { cut, show_invisible } from '../model/utf8';
import { by_gravity, type thread_message } from '../model/thread';
import type { message, verdict } from '../model/wire';
import { t, t_value } from '../state/language';
import { rule_name } from '../state/server';
import { AgentName } from './marks';
import { place_of } from './sight';

interface properties {
    item: thread_message;
    zone: string;
    pointed: string; // id of the chosen verdict
    is_evidence: boolean; // of the chosen verdict
    choose(id: string): void;
    below?: ComponentChildren; // the chosen verdict's receipt, where it has no place of its own
}

function MarkedText({ item, pointed, choose }: Pick<properties, 'item' | 'pointed' | 'choose'>) {
    const text = item.message.text ?? '';
    if (item.hits.length === 0) return <>{text}</>;
    return (
        <>
            {cut(text, item.hits).map((piece, n) => {
                if (piece.tags.length === 0) return <span key={n}>{piece.text}</span>;
                const chosen = piece.tags.find(tag => tag.id === pointed);
                const verdict = chosen ?? by_gravity(piece.tags)[0]!;
                const names = [...new Set(piece.tags.map(tag => rule_name(tag.rule)))].join(' · ');
                const hidden = show_invisible(piece.text);
                return (
                    <mark
                        key={n}
                        class={`hit hit-${verdict.level}${chosen ? ' hit-chosen' : ''}`}
                        title={hidden === piece.text ? names : `${names}\n${hidden}`}
                        role="button"
                        tabIndex={0}
                        onClick={() => choose(verdict.id)}
                        onKeyDown={event => {
                            if (event.key !== 'Enter' && event.key !== ' ') return;
                            event.preventDefault();
                            choose(verdict.id);
                        }}
                    >
                        {piece.text}
                    </mark>
                );
            })}
        </>
    );
}

function event_words(value: message): string {
    const to = value.to || t('event.nobody');
    if (value.event === 'assign') return t('event.assign', { to });
    if (value.event === 'transfer') return t('event.transfer', { to });
    return t_value('event', value.event ?? '');
}

function Anchored({
    verdicts,
    choose,
    pointed,
}: {
    verdicts: verdict[];
    choose(id: string): void;
    pointed: string;
}) {
    if (verdicts.length === 0) return null;
    return (
        <div class="anchored">
            {verdicts.map(verdict => (
                <button
                    key={verdict.id}
                    type="button"
                    class={`anchor-mark edge-${verdict.level} anchor-${verdict.status}`}
                    aria-pressed={verdict.id === pointed}
                    onClick={() => choose(verdict.id)}
                >
                    {rule_name(verdict.rule)}
                </button>
            ))}
        </div>
    );
}

function Head({ value, item, zone }: { value: message; item: thread_message; zone: string }) {
    return (
        <div class="message-head">
            <span class="message-role">{t_value('role', value.role)}</span>
            {value.role === 'agent' || value.role === 'assist' ? <AgentName agent={value.sender} /> : null}
            {value.role === 'customer' && value.to ? (
                <span class="message-to">
                    → <bdi>{value.to}</bdi>
                </span>
            ) : null}
            <time dateTime={new Date(value.ts).toISOString()}>{local_time(value.ts, zone).clock}</time>
            {value.event === 'edit' ? <span class="tag">{t('event.edit')}</span> : null}
            {item.recalled ? <span class="tag">{t('conversation.recalled')}</span> : null}
            {item.edited ? <span class="tag">{t('conversation.edited')} ↓</span> : null}
            {value.too_late ? <span class="tag">{t('conversation.too_late')}</span> : null}
        </div>
    );
}

export function MessageLine({ item, zone, pointed, is_evidence, choose, below }: properties) {
    const { message } = item;
    const classes = ['message', `message-${item.side}`, `from-${message.role}`];
    if (is_evidence) classes.push('message-evidence');
    if (item.recalled) classes.push('message-recalled');
    const is_event = message.kind === 'event' && message.event !== 'edit';
    const kind = message.kind && !['text', 'event'].includes(message.kind) ? message.kind : '';
    const text = <MarkedText item={item} pointed={pointed} choose={choose} />;
    if (item.side === 'middle') {
        return (
            <li class={classes.join(' ')} id={place_of(message.id)} tabIndex={-1}>
                <div class="middle-line">
                    <time dateTime={new Date(message.ts).toISOString()}>
                        {local_time(message.ts, zone).clock}
                    </time>
                    <bdi>{is_event ? event_words(message) : t('role.system')}</bdi>
                    {message.text ? (
                        <span class="middle-text" dir="auto">
                            {text}
                        </span>
                    ) : null}
                </div>
                <Anchored verdicts={item.anchored} choose={choose} pointed={pointed} />
                {below}
            </li>
        );
    }
    return (
        <li class={classes.join(' ')} id={place_of(message.id)} tabIndex={-1}>
            <Head value={message} item={item} zone={zone} />
            <div class="bubble" dir="auto">
                {kind ? <span class="kind">{t_value('kind', kind)}</span> : null}
                {message.text ? text : kind ? null : <span class="muted">{t('conversation.no_text')}</span>}
            </div>
            <Anchored verdicts={item.anchored} choose={choose} pointed={pointed} />
            {below}
        </li>
    );
}
