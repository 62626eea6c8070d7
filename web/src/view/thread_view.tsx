// The messages of a conversation in order, with its sessions.
import type { VNode } from 'preact';

import type { session_mark, thread_item } from '../model/thread';
import { date_time } from '../model/time';
import type { conversation } from '../model/wire';
import { t } from '../state/language';
import { tag_name } from '../state/server';
import { Nothing } from './marks';
import { MessageLine } from './message_line';

function SessionMark({ item, zone }: { item: session_mark; zone: string }) {
    const { started, ended, tags } = item.session;
    return (
        <li class="session-mark">
            <span>
                {t('conversation.session', { n: item.number })} · {date_time(started, zone)} ·{' '}
                {ended
                    ? t('conversation.session_ended', { time: date_time(ended, zone) })
                    : t('conversation.session_open')}
                {tags && tags.length > 0 && ` · ${tags.map(tag_name).join(' · ')}`}
            </span>
        </li>
    );
}

export interface thread_properties {
    items: readonly thread_item[];
    content: conversation;
    zone: string;
    pointed: string;
    choose(id: string): void;
    below: { anchor: string; receipt: VNode } | null; // a receipt to stand beneath its anchor
}

export function Thread({ items, content, zone, pointed, choose, below }: thread_properties) {
    const chosen = content.verdicts.find(verdict => verdict.id === pointed);
    const evidence = new Set(chosen ? [chosen.anchor, ...(chosen.receipt?.messages ?? [])] : []);
    if (items.length === 0) return <Nothing title={t('conversation.no_messages')} />;
    return (
        <ol class="thread" aria-label={t('conversation.messages')}>
            {items.map(item => {
                if (item.kind === 'session')
                    return <SessionMark key={`s ${item.number}`} item={item} zone={zone} />;
                if (item.kind === 'skipped') {
                    return (
                        <li key={`k ${item.first}`} class="skipped">
                            {t('conversation.hidden', { n: item.count })}
                        </li>
                    );
                }
                return (
                    <MessageLine
                        key={`m ${item.message.id}`}
                        item={item}
                        zone={zone}
                        pointed={pointed}
                        is_evidence={evidence.has(item.message.id)}
                        choose={choose}
                        below={below?.anchor === item.message.id ? below.receipt : null}
                    />
                );
            })}
        </ol>
    );
}
