import { type AssignmentId, ProjectSlug } from "@justesse/types"
import type { Practice } from "@justesse/types/wire/learning"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useMemo, useState } from "react"
import { refresh, trpc } from "../../../api.ts"
import { randomUuid } from "../../../browser/uuid.ts"
import { useT } from "../../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../../locale/dates.ts"
import { sendersOf } from "../../../offline/studio.ts"
import { NO_TASKS } from "../../../offline/tasks.ts"
import { readLearnParams } from "../../../search.ts"
import { paletteOpen } from "../../../shell/store.ts"
import { useHints, useMe } from "../../../shell/useMe.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import { Loaded } from "../../../ui/Loaded.tsx"
import { useSearchParams } from "../../../ui/useSearchParams.ts"
import { ImageCache } from "../../../workbench/annotate/model/imageCache.ts"
import { TaskScreen } from "../../../workbench/annotate/Screen.tsx"
import { useHands } from "../../../workbench/annotate/useHands.ts"
import { NothingToPractise, PracticeEnded } from "./Ended.tsx"
import { practiceSender, practiceTransport, type Round } from "./transport.ts"

const nothingKept = { read: async () => null, write: async () => {}, forget: async () => {} }
const noAddress = () => {}
/** Of an address that names none: a stranger to every project, and answered so. */
const NO_PROJECT = ProjectSlug.parse("none")

/** Pictures in which an error of mine is confirmed, as tasks that are nobody's: what differs is shown after each. */
export function PracticePage() {
  const t = useT("learning")
  const [{ project }] = useSearchParams(readLearnParams)
  usePageName(t("practice.title"))
  const slug = ProjectSlug.safeParse(project).data
  // A practice is of its own pictures from its first to its last: nothing of it is read again meanwhile.
  const query = useQuery({
    ...trpc.learning.practice.queryOptions({ project: slug ?? NO_PROJECT, utcOffsetMinutes: utcOffsetMinutes() }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  return <Loaded query={query}>{(practice) => <Begun practice={practice} project={slug} />}</Loaded>
}

function Begun({ practice, project }: { readonly practice: Practice; readonly project: ProjectSlug | undefined }) {
  if (practice.leases.length === 0 || !project) return <NothingToPractise />
  return <Pictures practice={practice} project={project} />
}

function Pictures({ practice, project }: { readonly practice: Practice; readonly project: ProjectSlug }) {
  const me = useMe()?.person
  const keyCaps = useHints()
  const [hands, onHands] = useHands()
  const [round] = useState<Round>(() => ({ id: randomUuid(), project, leases: practice.leases, passed: new Map() }))
  const [again, setAgain] = useState<{ times: number; first: AssignmentId | null }>({ times: 0, first: null })
  const [cache] = useState(() => new ImageCache())
  const transport = useMemo(() => practiceTransport(round, again.first), [round, again])
  const sender = useMemo(() => practiceSender(transport), [transport])
  useEffect(() => () => sender.close(), [sender])
  // What was practised stands on the page that this one came from.
  useEffect(() => () => void refresh("learning"), [])
  const frame = useMemo(
    () => ({
      onAgain: (first: AssignmentId) => setAgain(({ times }) => ({ times: times + 1, first })),
      ended: <PracticeEnded round={round} />,
    }),
    [round],
  )
  if (!me) return null
  return (
    <TaskScreen
      assignment={null}
      beats={sendersOf(me.id).beats}
      cache={cache}
      hands={hands}
      key={again.times}
      keyCaps={keyCaps}
      leftHanded={me.preferences.mirrored === true}
      local={nothingKept}
      onHands={onHands}
      onTask={noAddress}
      openPalette={() => paletteOpen.setState(true)}
      practice={frame}
      project={project}
      sender={sender}
      tasks={NO_TASKS}
      transport={transport}
    />
  )
}
