import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Head, Intro, Section } from "../../ui/layout.tsx"
import { TERM_GROUPS } from "./terms.ts"

/** What each term of the field means here, one line each. */
export function TermsPage() {
  const t = useT("terms")
  usePageName(t("title"))
  const count = TERM_GROUPS.reduce((sum, [, terms]) => sum + terms.length, 0)
  return (
    <div className="content">
      <Head title={t("title")} />
      <Intro>
        <Rich t={t} k="lead" values={{ count }} />
      </Intro>
      {TERM_GROUPS.map(([group, terms]) => (
        <div key={group} className={`${measures.above24} ${measures.upTo720}`}>
          <Section title={t(`group.${group}`)}>
            <dl className={measures.flush}>
              {terms.map((term) => (
                <div key={term} className={measures.above8}>
                  <dt className={measures.strong}>{t(`${group}.${term}.name`)}</dt>
                  <dd className={`dim ${measures.flush}`}>{t(`${group}.${term}.means`)}</dd>
                </div>
              ))}
            </dl>
          </Section>
        </div>
      ))}
    </div>
  )
}
