import type { ReactNode } from "react"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink, TextLink } from "../../ui/Button.tsx"
import { Rows, Section } from "../../ui/layout.tsx"
import { type Part, Progress } from "../../ui/Progress.tsx"
import type { Mine } from "./mine.ts"

const PARTS = [
  { key: "kept", state: "kept", className: "p-settled" },
  { key: "smallChange", state: "small_change", className: "p-small" },
  { key: "changed", state: "changed", className: "p-wait" },
  { key: "taken", state: "taken", className: "p-taken" },
  { key: "undecided", state: "undecided,sent,sent_back", className: "p-open" },
] as const

/** What became of what I sent in the last seven days, and the commonest changes. */
export function Outcomes({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const format = useFormat()
  // What was sent and is not decided yet belongs to the bar too, so that its parts add up to what was sent.
  const { sent, taken, kept, smallChange, changed } = mine.fates
  const reviewed = kept + smallChange + changed
  const outcomes = { ...mine.fates, undecided: Math.max(mine.fates.undecided, sent - taken - reviewed) }
  const headline =
    sent === 0 ? t("nothingSent") : t(reviewed === 0 ? "noneLookedAt" : "lookedAt", { looked: reviewed, count: sent })
  const parts: Part[] = PARTS.map((part) => ({
    ...part,
    count: outcomes[part.key],
    figure: format.number(outcomes[part.key]),
    name: t(`fate.${part.key}`),
    link: (inside: ReactNode) => (
      <TextLink to="/work/history" search={{ state: part.state }}>
        {inside}
      </TextLink>
    ),
  }))
  return (
    <Section title={t("became")} aside={<TextLink to="/work/history">{t("lastWeek")}</TextLink>}>
      <p>
        <strong>{headline}</strong>
      </p>
      {sent > 0 && <Progress label={headline} parts={parts} />}
      <Lessons mine={mine} />
    </Section>
  )
}

function Lessons({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  if (mine.lessons.length === 0) return null
  return (
    <div className={measures.above16}>
      <Rows>
        {mine.lessons.map((lesson) => (
          <div
            key={`${lesson.project}-${lesson.code}-${lesson.clause ?? ""}-${lesson.mine}`}
            className={`row ${measures.high56}`}
          >
            <span className="g">
              {lesson.mine === lesson.kept ? (
                lesson.mine || t(`reason.${lesson.code}`)
              ) : (
                <>
                  <span className="mono">{lesson.mine || "—"}</span> <span className="dim">→</span>{" "}
                  <span className="mono">{lesson.kept || "—"}</span>
                </>
              )}
              <br />
              <span className="dim">
                <Rich
                  t={t}
                  k={lesson.clause ? "timesClause" : "times"}
                  values={{ count: lesson.times, clause: lesson.clause ?? "", reason: t(`reason.${lesson.code}`) }}
                />
              </span>
            </span>
            <ButtonLink small to="/work/history/$assignment" params={{ assignment: String(lesson.example) }}>
              {t("common:see")}
            </ButtonLink>
          </div>
        ))}
      </Rows>
    </div>
  )
}
