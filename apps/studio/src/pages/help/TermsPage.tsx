import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Head, Lead, Section } from "../../ui/layout.tsx"
import { TERM_GROUPS } from "./terms.ts"

/** What each term of the field means here, one line each. */
export function TermsPage() {
  const t = useT("terms")
  usePageName(t("title"))
  const count = TERM_GROUPS.reduce((sum, [, terms]) => sum + terms.length, 0)
  return (
    <div className="content">
      <Head title={t("title")} />
      <Lead>
        <Rich t={t} k="lead" values={{ count }} />
      </Lead>
      {TERM_GROUPS.map(([group, terms]) => (
        <div key={group} style={{ marginTop: 24, maxWidth: 720 }}>
          <Section title={t(`group.${group}`)}>
            <dl style={{ margin: 0 }}>
              {terms.map((term) => (
                <div key={term} style={{ marginTop: 8 }}>
                  <dt style={{ fontWeight: 600 }}>{t(`${group}.${term}.name`)}</dt>
                  <dd className="dim" style={{ margin: 0 }}>
                    {t(`${group}.${term}.means`)}
                  </dd>
                </div>
              ))}
            </dl>
          </Section>
        </div>
      ))}
    </div>
  )
}
