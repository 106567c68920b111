import { isLate } from "@justesse/work/questions"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useNow } from "../../../locale/useNow.ts"
import measures from "../../../theme/measures.module.css"
import { ButtonLink } from "../../../ui/Button.tsx"
import { Rows, Section, Tag } from "../../../ui/layout.tsx"
import type { Mine } from "../mine.ts"
import css from "../page.module.css"

/** Tasks that wait for the answer to a question of mine: what I asked, since when, and the way to go on with one before. */
export function PutAside({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const format = useFormat()
  const now = useNow()
  if (mine.aside.length === 0) return null
  return (
    <div className={measures.below24}>
      <Section title={t("aside.title", { count: mine.aside.length })}>
        <Rows>
          {mine.aside.map(({ assignmentId, project, name, thumbnail, text, askedAtMs }) => (
            <div key={assignmentId} className={`row job ${measures.high64}`}>
              <img src={thumbnail} alt="" width={64} height={48} loading="lazy" className={`pic ${css.thumb}`} />
              <span className="g">
                <span className="b">{text}</span>
                <br />
                <span className="dim">
                  {name} · {t("aside.asked", { when: format.ago(askedAtMs) })}
                </span>
              </span>
              {isLate(askedAtMs, now) && <Tag tone="need">{t("aside.late")}</Tag>}
              <ButtonLink small to="/label/$project/{-$assignment}" params={{ project, assignment: assignmentId }}>
                {t("aside.open")}
              </ButtonLink>
            </div>
          ))}
        </Rows>
        <p className={`dim ${measures.above8}`}>{t("aside.text")}</p>
      </Section>
    </div>
  )
}
