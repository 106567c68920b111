import type { ProjectSlug } from "@justesse/types"
import { useQuery } from "@tanstack/react-query"
import { linkOptions } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { useEnter } from "../../shell/useEnter.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink, TextLink } from "../../ui/Button.tsx"
import type { Mine } from "./mine.ts"
import css from "./page.module.css"
import { begun, toBegin } from "./sentence.ts"

/** The task that is begun and kept, one key away: Enter goes on, or begins where there is work. */
export function GoOn({ mine }: { readonly mine: Mine }) {
  const t = useT("work")
  const format = useFormat()
  const now = useNow()
  const own = begun(mine)
  const first = own ?? toBegin(mine, now)
  const task = useInHand(own?.card.project ?? null)
  const link = linkOptions({
    to: "/label/$project/{-$assignment}",
    params: { project: first?.card.project ?? "", assignment: own ? task?.assignmentId : undefined },
  })
  useEnter(first ? link : null)
  if (!own) return null
  return (
    <section className={`row stack ${css.goOn}`}>
      <span className={`g inline ${measures.gap16} ${measures.oneLine}`}>
        {task && <img src={task.thumbnail || undefined} alt="" width={64} height={48} className={`pic ${css.thumb}`} />}
        <span>
          <span className={`b ${measures.text16}`}>{own.card.name}</span>
          <br />
          <span className="dim">
            {t("begun", { count: own.inHand })}
            {own.inHandUntilMs !== null &&
              ` · ${t("keptUntil", { day: format.day(own.inHandUntilMs), time: format.time(own.inHandUntilMs) })}`}
          </span>
          {task && (
            <>
              <br />
              <TextLink to="/work/history/$assignment" params={{ assignment: task.assignmentId }}>
                {t("history:why.title")}
              </TextLink>
            </>
          )}
        </span>
      </span>
      <ButtonLink look="primary" {...link} hint="⏎" tall>
        {t("goOn")}
      </ButtonLink>
    </section>
  )
}

/** The task that was begun first and is still in hand: its picture is shown, and going on opens it. */
function useInHand(project: ProjectSlug | null) {
  const found = useQuery({
    ...trpc.work.history.queryOptions({ search: "", project, states: ["in_hand"], cursor: null, limit: 10 }),
    enabled: project !== null,
  })
  return found.data?.rows.at(-1) ?? null
}
