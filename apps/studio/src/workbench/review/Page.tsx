import { DisagreementId, DisagreementKind, LabelId, ProjectSlug, TaskId } from "@justesse/types"
import { useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useCallback, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { paletteOpen } from "../../shell/store.ts"
import { useHints, useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { useReviewClock } from "../../time/unleased.ts"
import { useGo } from "../../ui/useGo.ts"
import { useKeptLook } from "../seeing/useLook.ts"
import { sinceMs } from "./queue/since.ts"
import { ReviewScreen } from "./Screen.tsx"
import { trpcReview } from "./transport.ts"

/** `/review/:project/:task`; `next` instead of a task asks for the next one. The address follows the work. */
export function ReviewPage() {
  const t = useT("review")
  usePageName(t("title"))
  const params = useParams({ from: "/workFrame/review/$project/$task" })
  const search = useSearch({ from: "/workFrame/review/$project/$task" })
  const navigate = useNavigate()
  const go = useGo()
  const me = useMe()
  useKeptLook()
  const keyCaps = useHints()
  const project = ProjectSlug.safeParse(params.project).data
  const [first] = useState(() => {
    const { since } = search
    const look: "first" | "second" = search.look === "second" ? "second" : "first"
    return {
      look,
      since,
      transport: trpcReview({ look, sinceMs: sinceMs(since, Date.now()) }),
      task: TaskId.safeParse(Number(params.task)).data ?? null,
      difference: DisagreementId.safeParse(search.d).data ?? null,
      filter: { kinds: listIn(search.kinds, DisagreementKind), labels: listIn(search.labels, LabelId) },
    }
  })
  const [hasTask, setHasTask] = useState(false)
  useReviewClock(project ?? null, !hasTask)
  const onPosition = useCallback(
    (task: TaskId | null, disagreement: DisagreementId | null) => {
      setHasTask(task !== null)
      if (!project || task === null) return
      const { kinds, labels } = first.filter
      // Going back leaves the page rather than walking through decisions.
      void navigate({
        to: "/review/$project/$task",
        params: { project, task: String(task) },
        search: {
          kinds: kinds.join(",") || undefined,
          labels: labels.join(",") || undefined,
          since: first.since,
          look: first.look === "second" ? first.look : undefined,
          d: disagreement ?? undefined,
        },
        replace: true,
      })
    },
    [navigate, project, first],
  )
  if (!project || !me?.person) return null
  return (
    <ReviewScreen
      difference={first.difference}
      filter={first.filter}
      key={project}
      keyCaps={keyCaps}
      leftHanded={me.person.preferences.mirrored}
      onPosition={onPosition}
      openSimilar={(key) => go({ to: "/review/$project/alike", params: { project }, search: { key } })}
      openPalette={() => paletteOpen.setState(true)}
      look={first.look}
      person={me.person.id}
      project={project}
      task={first.task}
      transport={first.transport}
    />
  )
}

/** A list in one parameter of the address, kept to what is one of its kind. */
function listIn<T>(value: string | undefined, kind: { safeParse(value: unknown): { data?: T | undefined } }): T[] {
  return (value ?? "").split(",").flatMap((param) => kind.safeParse(param).data ?? [])
}
