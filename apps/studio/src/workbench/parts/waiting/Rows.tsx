import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMe } from "../../../shell/useMe.ts"
import styles from "./drawer.module.css"
import { useDecisions } from "./useDecisions.ts"

/** So many are listed; of the others the number is said. */
const LISTED = 4

/** Each decision that waits: what it is, of which project, when; and how many were not taken. Nothing where there are none. */
export function DecisionRows() {
  const t = useT("offline")
  const format = useFormat()
  const { rows, refused, forgetRefused } = useDecisions()
  const projects = useMe()?.projects ?? []
  // The one of a project that was left meanwhile is known by its address alone.
  const titleOf = (slug: string) => projects.find(({ project }) => project === slug)?.name ?? slug
  return (
    <>
      {refused.length > 0 && (
        <p className={styles.text} role="alert">
          {t("decisions.notTaken", { count: refused.length })}{" "}
          <button className={styles.quiet} onClick={forgetRefused} type="button">
            {t("drawer.close")}
          </button>
        </p>
      )}
      {rows.length > 0 && (
        <ol className={styles.list}>
          {rows.slice(0, LISTED).map(({ at, kind, project }, position) => (
            <li className={styles.row} key={at}>
              <span className={styles.what}>
                <span>{t(`decisions.${kind}`, { project: titleOf(project) })}</span>
                <span className={styles.when}>{format.time(at)}</span>
              </span>
              <span className={position === 0 ? styles.first : styles.waits}>
                {t(position === 0 ? "drawer.first" : "drawer.waits")}
              </span>
            </li>
          ))}
        </ol>
      )}
      {rows.length > LISTED && <p className={styles.more}>{t("drawer.more", { count: rows.length - LISTED })}</p>}
    </>
  )
}
