import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Rows, Section } from "../../ui/layout.tsx"
import type { Mine } from "./mine.ts"
import { Breaks } from "./pace/Breaks.tsx"
import { Limits } from "./pace/Limits.tsx"
import css from "./page.module.css"

/** What concerns the person: breaks, where their answers went, what is measured. */
export function YouAndTheWork({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const format = useFormat()
  return (
    <Section title={t("you.title")}>
      <Rows>
        <div className={`row ${css.block}`}>
          <Breaks own={mine.pace} />
        </div>
        <div className={`row ${css.block}`}>
          <Limits mine={mine} />
        </div>
        {mine.usedIn.map((used) => (
          <div key={`${used.project}-${used.version}`} className={`row ${css.block}`}>
            <p>
              <Rich
                t={t}
                k="you.usedIn"
                values={{ version: used.version, name: used.name, day: format.day(used.frozenAtMs) }}
              />
            </p>
          </div>
        ))}
        <div className={`row ${css.block}`}>
          <p>
            <Rich t={t} k="you.measured" />
          </p>
          <div className={measures.above8}>
            <ButtonLink small to="/work/about-me">
              {t("you.look")}
            </ButtonLink>
          </div>
        </div>
      </Rows>
    </Section>
  )
}
