import type { ProjectSlug } from "@justesse/types"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { ButtonLink } from "../../../ui/Button.tsx"
import styles from "../queue.module.css"

/** Proposed rejections that wait for a second person, and the way to the one that ends first; nothing where none waits. */
export function SecondRow({ project }: { readonly project: ProjectSlug }) {
  const t = useT("judging")
  const format = useFormat()
  const rows = useQuery(trpc.decision.seconds.queryOptions({ project }, { staleTime: 0 })).data?.rows ?? []
  const [first] = rows
  if (!first) return null
  return (
    <div className={styles.resume}>
      <span>
        <Rich k="waitSecond" t={t} values={{ count: rows.length, when: format.dateTime(first.untilMs) }} />
      </span>
      <ButtonLink to="/review/$project/second/$decision" params={{ project, decision: first.decision }}>
        {t("look")}
      </ButtonLink>
    </div>
  )
}
