import { DisagreementId, DisagreementKind, LabelId, ProjectSlug, TaskId } from "@justesse/types"
import { useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useCallback, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { paletteOpen } from "../../shell/store.ts"
import { useHints, useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { useGo } from "../../ui/useGo.ts"
import { indexedOutbox, outboxOf } from "./model/outbox.ts"
import { SINCE, sinceMs } from "./queue/since.ts"
import { ReviewScreen } from "./Screen.tsx"
import { trpcReview } from "./transport.ts"

/** `/review/:project/:task`; `next` instead of a task asks for the next one. The address follows the work. */
export function ReviewPage() {
  const t = useT("review")
  usePageName(t("title"))
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false })
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const go = useGo()
  const me = useMe()
  const keyCaps = useHints()
  const project = ProjectSlug.safeParse(params.project).data
  const [first] = useState(() => {
    const look = search.look === "second" ? ("second" as const) : ("first" as const)
    const since = SINCE.find((one) => one === search.since)
    return {
      look,
      since,
      transport: trpcReview({ look, sinceMs: sinceMs(since, Date.now()) }),
      outbox: outboxOf(indexedOutbox, look),
      task: TaskId.safeParse(Number(params.task)).data ?? null,
      difference: DisagreementId.safeParse(search.d).data ?? null,
      filter: { kinds: listIn(search.kinds, DisagreementKind), labels: listIn(search.labels, LabelId) },
    }
  })
  const onPosition = useCallback(
    (task: TaskId | null, disagreement: DisagreementId | null) => {
      if (!project || task === null) return
      const { kinds, labels } = first.filter
      const searchParams = {
        ...(kinds.length > 0 && { kinds: kinds.join(",") }),
        ...(labels.length > 0 && { labels: labels.join(",") }),
        ...(first.since && { since: first.since }),
        ...(first.look === "second" && { look: first.look }),
        ...(disagreement !== null && { d: disagreement }),
      }
      // Going back leaves the page rather than walking through decisions; the router's types want one route's parameters.
      void navigate({ to: `/review/${project}/${task}`, search: searchParams as never, replace: true })
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
      openSimilar={(key) => go(`/review/${project}/alike`, { key })}
      openPalette={() => paletteOpen.setState(true)}
      outbox={first.outbox}
      person={me.person.id}
      project={project}
      task={first.task}
      transport={first.transport}
    />
  )
}

/** A list in one parameter of the address, kept to what is one of its kind. */
function listIn<T>(value: unknown, kind: { safeParse(value: unknown): { data?: T | undefined } }): T[] {
  if (typeof value !== "string") return []
  return value.split(",").flatMap((param) => kind.safeParse(param).data ?? [])
}
