import { RULES } from "@justesse/types/records/register"
import { useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { Row, Rows } from "../../../ui/layout.tsx"

/** The rules that run without a person; what none of them can do stands plain above them. */
export function Rules() {
  const t = useT("aboutMe")
  return (
    <>
      <p className={measures.above24}>{t("noSuchRule")}</p>
      <details className={measures.above8}>
        <summary>{t("rules")}</summary>
        <Rows>
          {Object.entries(RULES).map(([rule, effect]) => (
            <Row
              key={rule}
              tall
              name={
                <>
                  <strong>{t(`rule.${rule}`)}</strong>
                  <br />
                  <span className="dim">{t(`ruleText.${rule}`)}</span>
                </>
              }
            >
              <span className="dim">{t(`effect.${effect}`)}</span>
            </Row>
          ))}
        </Rows>
      </details>
    </>
  )
}
