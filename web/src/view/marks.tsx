// Small signs used in several views: level, status, revision, and a name that came from a message.
import type { verdict } from '../model/wire';
import { t, t_value } from '../state/language';

export function LevelMark({ level }: { level: string }) {
    return (
        <span
            class={`level level-${level}`}
            title={level === 'critical' ? t('level.critical_hint') : undefined}
        >
            {t_value('level', level)}
        </span>
    );
}

export function StatusMark({ value }: { value: verdict }) {
    const revision = value.revision ?? 0;
    return (
        <span class="status">
            <span class={`status-word status-${value.status}`} title={t(`status.${value.status}_hint`)}>
                {t(`status.${value.status}`)}
            </span>
            {revision > 0 && value.reason ? (
                <span class="tag" title={t_value('reason', value.reason)}>
                    {t('revision.mark', { n: revision })}
                </span>
            ) : null}
        </span>
    );
}

// What limits a verdict's weight: shadow rule, review, disguise.
export function VerdictTags({ value }: { value: verdict }) {
    const is_evasion = value.receipt?.evasion ?? false;
    const is_disguised = value.receipt?.spans?.some(span => span.disguised) ?? false;
    return (
        <>
            {is_evasion ? (
                <span class="tag tag-strong" title={t('mark.evasion_hint')}>
                    {t('mark.evasion')}
                </span>
            ) : is_disguised ? (
                <span class="tag tag-strong" title={t('mark.disguised_hint')}>
                    {t('mark.disguised')}
                </span>
            ) : null}
            {value.review === 'required' ? (
                <span class="tag" title={t('review.required_hint')}>
                    {t('review.required')}
                </span>
            ) : null}
            {value.mode === 'shadow' ? (
                <span class="tag" title={t('mode.shadow_hint')}>
                    {t('mode.shadow')}
                </span>
            ) : null}
        </>
    );
}

// Names are input: kept apart from the text around them, whatever their direction.
export function AgentName({ agent }: { agent: string | undefined }) {
    if (!agent) return <span class="unassigned">{t('word.unassigned')}</span>;
    return <bdi>{agent}</bdi>;
}

export function Failure({ code, message, retry }: { code: string; message: string; retry: () => void }) {
    const said = code === 'unreachable' ? t('error.unreachable') : message || code;
    return (
        <div class="failure" role="alert">
            <span>{t('error.load', { message: said })}</span>
            <button type="button" onClick={retry}>
                {t('error.retry')}
            </button>
        </div>
    );
}

export function Nothing({ title, hint }: { title: string; hint?: string }) {
    return (
        <div class="nothing">
            <p class="nothing-title">{title}</p>
            {hint ? <p>{hint}</p> : null}
        </div>
    );
}
