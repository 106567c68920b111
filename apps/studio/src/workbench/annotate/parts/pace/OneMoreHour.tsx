import { api } from "../../../../api.ts"
import { useT } from "../../../../i18n/useT.ts"
import { useAct } from "../../../../ui/useAct.ts"
import styles from "../../../parts/frame.module.css"
import { useTaskContext } from "../../ui.ts"

/** Goes on past a limit of one's own for an hour; the next task comes at once. */
export function OneMoreHour() {
  const t = useT("task")
  const { store } = useTaskContext()
  const more = useAct(
    () => api.work.goOn.mutate({}),
    () => store.act("retried"),
  )
  return (
    <button className={styles.plainBtn} disabled={more.isPending} onClick={() => more.mutate()} type="button">
      {t("none.own_limit.more")}
    </button>
  )
}
