import { checksOf } from "@justesse/types/guideline"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import styles from "../../parts/frame.module.css"

/** Lines of the guideline to check before sending, where its owner wrote some: read, not ticked. */
export function SelfCheck({ guideline }: { readonly guideline: string }) {
  const t = useT("task")
  const checks = checksOf(guideline, useLanguage())
  if (checks.length === 0) return null
  return (
    <section aria-label={t("foot.check")} className={styles.check}>
      <span className={styles.dim}>{t("foot.check")}</span>
      <ul>
        {checks.map((check) => (
          <li key={check}>{check}</li>
        ))}
      </ul>
    </section>
  )
}
