import { useT } from "../../i18n/useT.ts"
import { useDecisionCounts } from "../../shell/useMe.ts"
import { Seg } from "../../ui/layout.tsx"
import { useGo } from "../../ui/useGo.ts"

/** Leads from the tasks that one did to decisions about them and back; nothing where nobody ever doubted an answer. */
export function HistoryViews({ at }: { readonly at: "tasks" | "decisions" }) {
  const t = useT("history")
  const go = useGo()
  const counts = useDecisionCounts()
  const all = counts ? counts.open + counts.decided : 0
  if (all === 0) return null
  return (
    <Seg
      label={t("views.label")}
      value={at}
      options={[
        { value: "tasks", name: t("views.tasks") },
        { value: "decisions", name: t("views.decisions", { count: all }) },
      ]}
      onChange={(next) => next !== at && go({ to: next === "tasks" ? "/work/history" : "/work/decisions" })}
    />
  )
}
