import { SkipReason } from "@justesse/types"
import { useT } from "../../../../i18n/useT.ts"
import styles from "../../../parts/frame.module.css"
import { useUi } from "../../ui.ts"
import { ContentReport } from "./ContentReport.tsx"

/** Why a task is passed on, and of what somebody does not want to see whether they were told. */
export function Reasons({ onSkip }: { readonly onSkip: (reason: SkipReason) => void }) {
  return useUi((snapshot) => snapshot.panel === "content") ? <ContentReport /> : <SkipReasons onSkip={onSkip} />
}

/** Reasons to pass a task on; a digit is enough. Its time counts. */
function SkipReasons({ onSkip }: Parameters<typeof Reasons>[0]) {
  const t = useT("task")
  return (
    <div className={`${styles.pop} ${styles.overFoot}`} role="group" aria-label={t("skip.title")}>
      <span className={`${styles.dim} ${styles.sm} ${styles.indented}`}>{t("skip.title")}</span>
      {SkipReason.options.map((reason, at) => (
        <button className={styles.line} key={reason} onClick={() => onSkip(reason)} type="button">
          {t(`skip.${reason}`)} <kbd aria-hidden="true">{at + 1}</kbd>
        </button>
      ))}
    </div>
  )
}
