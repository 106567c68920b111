import { AssignmentId, ProjectSlug } from "@justesse/types"
import { useParams, useRouter } from "@tanstack/react-router"
import { useCallback, useEffect, useMemo, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { sendersOf } from "../../offline/studio.ts"
import { indexedTasks } from "../../offline/tasks.ts"
import { newVersion, paletteOpen, signedOut } from "../../shell/store.ts"
import { useHints, useMe } from "../../shell/useMe.ts"
import { endBreak } from "../../time/pace.ts"
import { useKeptLook } from "../seeing/useLook.ts"
import { loadKind } from "./kinds/list.ts"
import { indexedDrafts } from "./model/localDrafts.ts"
import { TaskScreen } from "./Screen.tsx"
import { trpcTransport } from "./trpcTransport.ts"
import { useHands } from "./useHands.ts"

/** `/label/:project` and `/label/:project/:assignment`: the task page on the wire. The address follows the task. */
export function TaskPage() {
  const t = useT("task")
  const params = useParams({ from: "/workFrame/label/$project/{-$assignment}" })
  const router = useRouter()
  const project = ProjectSlug.safeParse(params.project)
  const [first] = useState(() => AssignmentId.safeParse(params.assignment).data ?? null)
  useKeptLook()
  const keyCaps = useHints()
  const account = useMe()
  const me = account?.person
  const leftHanded = me?.preferences.mirrored === true
  const person = me?.id
  const kept = useMemo(
    () => (person === undefined ? null : { ...sendersOf(person), tasks: indexedTasks(person) }),
    [person],
  )
  useEffect(
    () =>
      kept?.sender.view.subscribe(({ trouble }, before) => {
        if (trouble === "signed_out" && before.trouble !== "signed_out") signedOut.setState(true)
      }),
    [kept],
  )
  const [hands, onHands] = useHands()
  // Whoever opens a task has rested; without a network the break goes on, and is told later.
  useEffect(() => void endBreak().catch(() => null), [])
  const slug = project.data
  const onTask = useCallback(
    (id: AssignmentId | null, mayReload: boolean) => {
      if (!slug) return
      // The address is the state; going back leaves the page rather than walking through tasks that are sent.
      const params = { project: slug, assignment: id ?? undefined }
      const { pathname } = router.buildLocation({ to: "/label/$project/{-$assignment}", params })
      // Not through the router: another route would mount the page anew and open the task a second time.
      if (window.location.pathname !== pathname)
        History.prototype.replaceState.call(window.history, window.history.state, "", pathname)
      // Its picture is blurred anew where it may hold declared content: `content/veiled.ts`.
      window.dispatchEvent(new Event("nexttask"))
      // Between two tasks nothing is in hand: the page that the upgraded studio serves goes on with what this one kept.
      const isNext = id !== null && id !== first
      if (isNext && mayReload && newVersion.getState() && kept?.sender.view.getState().keeps) window.location.reload()
    },
    [router, slug, first, kept],
  )
  // What it shows of its kind comes with its first task; where the kind is known, it is fetched meanwhile.
  const kind = account?.projects.find((card) => card.project === slug)?.kind
  useEffect(() => void (kind && loadKind(kind).catch(() => null)), [kind])
  if (!slug) return <p>{t("failed.title")}</p>
  if (!kept) return null
  return (
    <TaskScreen
      assignment={first}
      hands={hands}
      keyCaps={keyCaps}
      key={`${person}/${slug}`}
      leftHanded={leftHanded}
      local={indexedDrafts}
      onHands={onHands}
      onTask={onTask}
      openPalette={() => paletteOpen.setState(true)}
      project={slug}
      beats={kept.beats}
      sender={kept.sender}
      tasks={kept.tasks}
      transport={trpcTransport}
    />
  )
}
