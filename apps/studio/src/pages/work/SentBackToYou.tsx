import { linkOptions } from "@tanstack/react-router"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Rows, Section } from "../../ui/layout.tsx"
import type { Mine } from "./mine.ts"
import css from "./page.module.css"

/** Where an answer that was sent back is corrected or left: its decision, or the history where nothing is decided by it. */
function whereAnswered(assignment: string, decision: string | null) {
  if (decision !== null) return linkOptions({ to: "/work/decisions/$decision", params: { decision } })
  return linkOptions({ to: "/work/history/$assignment", params: { assignment } })
}

/** Answers that a reviewer sent back: which, why, and the way to correct them. They come before everything else. */
export function SentBackToYou({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  if (mine.sentBack.length === 0) return null
  return (
    <div className={measures.below24}>
      <Section title={t("sentBack.title", { count: mine.sentBack.length })}>
        <Rows>
          {mine.sentBack.map(({ assignmentId, name, thumbnail, reason, decision }) => (
            <div key={assignmentId} className={`row job ${measures.high64}`}>
              <img
                src={thumbnail || undefined}
                alt=""
                width={64}
                height={48}
                loading="lazy"
                className={`pic ${css.thumb}`}
              />
              <span className="g">
                <span className="b">{t(`reason.${reason.code}`)}</span>
                {reason.clause && <span> · {t("sentBack.clause", { clause: reason.clause })}</span>}
                <br />
                <span className="dim">
                  {name}
                  {reason.note && ` · ${reason.note}`}
                </span>
              </span>
              <ButtonLink small {...whereAnswered(assignmentId, decision)}>
                {t("common:see")}
              </ButtonLink>
            </div>
          ))}
        </Rows>
        <p className={`dim ${measures.above8}`}>{t("sentBack.text")}</p>
      </Section>
    </div>
  )
}
