import { documentOf, sceneOf } from "@justesse/editor"
import type { AssignmentId, ProjectSlug } from "@justesse/types"
import { type ReactNode, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { nameKeysInSentences } from "../../keys/inSentences.ts"
import type { BeatKeeper } from "../../offline/beats.ts"
import type { ActSender } from "../../offline/sender.ts"
import type { KeptTasks } from "../../offline/tasks.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { usePageName } from "../../shell/usePageName.ts"
import { countCommit } from "../canvas/counters.ts"
import { CanvasEngine } from "../canvas/engine.ts"
import styles from "../parts/frame.module.css"
import { loadKind } from "./kinds/list.ts"
import { ImageCache } from "./model/imageCache.ts"
import type { LocalDrafts } from "./model/localDrafts.ts"
import { TaskStore } from "./model/store.ts"
import { Bar } from "./parts/Bar.tsx"
import { AllDoneHere, TaskFailed } from "./parts/EmptyStates.tsx"
import { GoneLine } from "./parts/GoneLine.tsx"
import { TrainingOverlay } from "./parts/TrainingOverlay.tsx"
import { runCommand } from "./runCommand.ts"
import type { TaskTransport } from "./transport.ts"
import {
  createTaskUi,
  type PracticeFrame,
  ShownModelProvider,
  type TaskContext,
  TaskContextProvider,
  useKind,
  useStore,
  useTaskContext,
  useUi,
} from "./ui.ts"
import { useTaskActs } from "./useActs.ts"
import type { Hands } from "./useHands.ts"
import { useTaskKeys } from "./useKeys.ts"

const BeforeTasks = lazyPart(() => import("./parts/pace/BeforeTasks.tsx"), "BeforeTasks")
const KeysOverlay = lazyPart(() => import("./parts/KeysOverlay.tsx"), "KeysOverlay")

interface TaskScreenProps {
  readonly project: ProjectSlug
  readonly assignment: AssignmentId | null
  readonly transport: TaskTransport
  readonly local: LocalDrafts
  readonly sender: ActSender
  readonly beats: BeatKeeper
  readonly tasks: KeptTasks
  /** Decoded pictures; the page makes its own when none is given. */
  readonly cache?: ImageCache
  readonly keyCaps: boolean
  readonly leftHanded: boolean
  /** What this person chose for their own hands, and how another choice is kept. */
  readonly hands: Hands
  readonly onHands: (chosen: Partial<Hands>) => void
  readonly onTask: (id: AssignmentId | null, mayReload: boolean) => void
  readonly openPalette: () => void
  readonly practice?: PracticeFrame
  /** For pages that look inside: benches. */
  readonly onContext?: (context: TaskContext) => void
}

/** The whole task page over any transport. */
export function TaskScreen(props: TaskScreenProps) {
  const context = useOpenStore(props)
  if (!context) return null
  return (
    <TaskContextProvider value={context}>
      <Screen leftHanded={props.leftHanded} openPalette={props.openPalette} />
    </TaskContextProvider>
  )
}

/** Canvas, store and chrome of one visit of the page; all of them live outside React and are left together. */
function useOpenStore(props: TaskScreenProps) {
  const { project, transport, local, sender, beats, tasks, keyCaps, onTask, hands } = props
  const [context, setContext] = useState<TaskContext | null>(null)
  const first = useRef(props)
  useEffect(() => {
    nameKeysInSentences()
    const empty = sceneOf(documentOf({ regions: [], nothingHere: false }), [])
    const engine = new CanvasEngine({ editable: true, mode: "objects", minSidePx: 3, opening: "fit", hooks: {} }, empty)
    const ui = createTaskUi(first.current.hands)
    const pictures = first.current.cache ?? new ImageCache()
    const store = new TaskStore({
      project,
      transport,
      local,
      sender,
      beats,
      tasks,
      engine,
      cache: pictures,
      loadKind,
      boxClicks: () => ui.getState().boxClicks,
      solidFrom: () => ui.getState().solidFrom,
      onTask,
      onNotice: (key) => ui.setState({ notice: { key } }),
    })
    const { openPalette, onHands: keep } = first.current
    const practice = first.current.practice ?? null
    const commandContext = { store, ui, engine, openPalette, keep, isPractice: practice !== null }
    const run = (command: string, digit = 0) => runCommand(commandContext, command, { digit })
    const opened = { store, ui, engine, sender, run, keep, keyCaps: first.current.keyCaps, practice }
    setContext(opened)
    first.current.onContext?.(opened)
    return store.open(first.current.assignment)
  }, [project, transport, local, sender, beats, tasks, onTask])
  const { boxClicks, labelAfter } = hands
  useEffect(() => context?.ui.setState({ boxClicks, labelAfter }), [context, boxClicks, labelAfter])
  return useMemo(() => context && { ...context, keyCaps }, [context, keyCaps])
}

function Screen({ leftHanded, openPalette }: { leftHanded: boolean; openPalette: () => void }) {
  const context = useTaskContext()
  const { store, ui, engine, keep, keyCaps, practice } = context
  const state = useStore((snapshot) => snapshot.state)
  const model = useStore(() => store.shown)
  const keys = useUi((snapshot) => snapshot.panel === "keys")
  const commandContext = useMemo(
    () => ({ store, ui, engine, openPalette, keep, isPractice: practice !== null }),
    [store, ui, engine, openPalette, keep, practice],
  )
  useTaskKeys(commandContext)
  useTaskActs(commandContext)
  usePageName(
    useStore(
      (snapshot) => (snapshot.looking ?? snapshot.task)?.guide.projectName ?? snapshot.conditions?.card.name ?? "",
    ),
  )
  useLayoutEffect(countCommit)
  const frame = `${styles.work}${leftHanded ? ` ${styles.left}` : ""}${keyCaps ? "" : ` ${styles.nokeys}`}`
  if (state === "none" || state === "conditions")
    return (
      <Plain frame={frame}>
        {practice ? (
          practice.ended
        ) : (
          <Suspense fallback={null}>
            <BeforeTasks>
              <GoneLine />
            </BeforeTasks>
          </Suspense>
        )}
        <TrainingOverlay />
      </Plain>
    )
  if (state === "far")
    return (
      <Plain frame={frame}>
        <AllDoneHere />
      </Plain>
    )
  if (state === "failed")
    return (
      <Plain frame={frame}>
        <TaskFailed />
      </Plain>
    )
  if (!model) return <Waiting frame={frame} />
  return (
    <ShownModelProvider value={model}>
      <div className={frame} data-mirrored={leftHanded || undefined} data-work>
        <Bar />
        <Frame />
        {keys && (
          <Suspense fallback={null}>
            <KeysOverlay />
          </Suspense>
        )}
        <TrainingOverlay />
      </div>
    </ShownModelProvider>
  )
}

function Plain({ frame, children }: { frame: string; children: ReactNode }) {
  return <div className={`${frame} ${styles.alone}`}>{children}</div>
}

/** The final layout, empty: nothing jumps when the task arrives. */
function Waiting({ frame }: { frame: string }) {
  const t = useT("task")
  return (
    <div aria-busy="true" aria-label={t("stage.loading")} className={frame} role="status">
      <div className={styles.bar} />
      <div className={styles.tools} />
      <div className={styles.main}>
        <div className={styles.stage} />
      </div>
      <div className={styles.col} />
    </div>
  )
}

/** What its kind is worked on with, between the bar and what lies over the page. */
function Frame() {
  const { Frame: Own } = useKind()
  return <Own />
}
