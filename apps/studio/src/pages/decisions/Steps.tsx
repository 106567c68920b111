import type { DecisionOne } from "@justesse/types/wire/decision"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Section } from "../../ui/layout.tsx"
import { useNote } from "../../workbench/judging/useNote.ts"
import css from "./page.module.css"
import { useSentences } from "./useSentences.ts"

/** Everything so far with its time, as roles, and the step that is open: who, until when, and what silence means. */
export function Steps({ one }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  const format = useFormat()
  const sentences = useSentences()
  const note = useNote()
  const { next } = one.row
  return (
    <Section title={t("steps.title")}>
      <ol className={css.steps}>
        {one.steps.map(({ kind, who, atMs, text }, at) => (
          // What happened stays where it stands in time.
          // eslint-disable-next-line react/no-array-index-key
          <li key={at}>
            {t(stepKey(kind, who))}
            {text !== null && text !== "" && `: “${note(text)}”`}
            <br />
            <span className="dim sm">{format.dateTime(atMs)}</span>
          </li>
        ))}
        {next && (
          <li className={css.next} aria-current="step">
            <b>{t(`steps.next.${next.who}`)}</b>
            <br />
            <span className="dim sm">
              {t("steps.until", { until: sentences.until(next.untilMs) })} · {t(`steps.silence.${next.silence}`)}
            </span>
          </li>
        )}
      </ol>
    </Section>
  )
}

type Step = DecisionOne["steps"][number]

/** Silence has words of its own where a person could have done the same. */
function stepKey(kind: Step["kind"], who: Step["who"]): string {
  return (kind === "accept" || kind === "disagree" || kind === "leave") && who === "silence"
    ? `steps.silent.${kind}`
    : `steps.${kind}`
}
