import { documentOf, sceneOf } from "@justesse/editor"
import type { AssignmentId, ProjectSlug } from "@justesse/types"
import { type ReactNode, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { nameKeysInSentences } from "../../keys/inSentences.ts"
import { useFormat } from "../../locale/useFormat.ts"
import type { BeatKeeper } from "../../offline/beats.ts"
import type { ActSender } from "../../offline/sender.ts"
import type { KeptTasks } from "../../offline/tasks.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { usePageName } from "../../shell/usePageName.ts"
import { countCommit } from "../canvas/counters.ts"
import { CanvasEngine } from "../canvas/engine.ts"
import { RegionCanvas } from "../canvas/Surface.tsx"
import { useLoupe } from "../canvas/useLoupe.ts"
import { Column } from "../parts/Column.tsx"
import styles from "../parts/frame.module.css"
import { AnswerLine } from "../questions/AnswerLine.tsx"
import { AskLayer } from "../questions/AskLayer.tsx"
import { Pins } from "../questions/Pins.tsx"
import { useAnswered } from "../questions/useThreads.ts"
import { LookOn } from "../seeing/LookOn.tsx"
import { MiniMap } from "../seeing/MiniMap.tsx"
import { SharpLine } from "../seeing/SharpLine.tsx"
import { loadKind } from "./kinds/list.ts"
import { ImageCache } from "./model/imageCache.ts"
import type { LocalDrafts } from "./model/localDrafts.ts"
import { TaskStore } from "./model/store.ts"
import { Bar } from "./parts/Bar.tsx"
import { ConnectionLine } from "./parts/ConnectionLine.tsx"
import { RegionList } from "./parts/column/RegionList.tsx"
import { AllDoneHere, PictureFailed, TaskFailed } from "./parts/EmptyStates.tsx"
import { TaskFoot } from "./parts/Foot.tsx"
import { GoneLine } from "./parts/GoneLine.tsx"
import { GuidePanel } from "./parts/GuidePanel.tsx"
import { Hint } from "./parts/Hint.tsx"
import { LabelBlock } from "./parts/labels/Block.tsx"
import { ProposalBlock } from "./parts/ProposalBlock.tsx"
import { PaceWatch } from "./parts/pace/Watch.tsx"
import { SaverLine } from "./parts/SaverLine.tsx"
import { Tools } from "./parts/Tools.tsx"
import { TrainingOverlay } from "./parts/TrainingOverlay.tsx"
import { runCommand } from "./runCommand.ts"
import type { TaskTransport } from "./transport.ts"
import {
  createTaskUi,
  type PracticeFrame,
  ShownModelProvider,
  type TaskContext,
  TaskContextProvider,
  taskSeen,
  useKind,
  useModel,
  useStore,
  useTask,
  useTaskContext,
  useUi,
} from "./ui.ts"
import { useTaskActs } from "./useActs.ts"
import type { Hands } from "./useHands.ts"
import { useTaskKeys } from "./useKeys.ts"

const ThreadPanel = lazyPart(() => import("../questions/ThreadPanel.tsx"), "ThreadPanel")
const BeforeTasks = lazyPart(() => import("./parts/pace/BeforeTasks.tsx"), "BeforeTasks")
const loadStrip = () => import("./parts/Strip.tsx")
/** Where a text is written that is not what the page is about. */
const LateStrip = lazyPart(loadStrip, "Strip")
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
      <div className={frame} data-work>
        <Bar />
        <Tools />
        <Picture />
        <TaskColumn />
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

function Picture() {
  const t = useT("task")
  const { engine, run } = useTaskContext()
  const model = useModel()
  const format = useFormat()
  const task = useStore(taskSeen)
  const picture = useStore((snapshot) => snapshot.picture)
  const failed = picture === "failed" || picture === "damaged"
  const loupe = useUi((snapshot) => snapshot.loupe)
  const textTool = useTask((task) => task.session.tool === "text")
  const size = useCallback(
    (width: number, height: number) => `${format.number(width)} × ${format.number(height)} px`,
    [format],
  )
  const found = useCallback(
    (away: number, isCorner: boolean) =>
      t(isCorner ? "stage.onCorner" : "stage.onEdge", { away: format.number(Math.round(away)) }),
    [t, format],
  )
  useLoupe({ engine, format: size, found }, loupe)
  const language = useLanguage()
  useEffect(() => engine.painter.redraw("static", "active"), [engine, language])
  const engines = useMemo(() => [engine], [engine])
  const { width, height } = model.size
  const Strip = useKind().Strip ?? LateStrip
  // It is there before somebody takes the tool: letters that are typed at once are not lost.
  const canWrite = useTask((task) => task.tools.includes("text"))
  useEffect(() => void (canWrite && loadStrip().catch(() => null)), [canWrite])
  const label = t(model.readsLines ? "stage.document" : "stage.picture", { width, height })
  return (
    <main className={styles.main}>
      <div className={styles.stage}>
        <RegionCanvas engine={engine} label={label} loading={picture === "loading"}>
          <LookOn engines={engines} picture={model} />
          <SharpLine engine={engine} />
          <SaverLine />
          <PaceWatch />
          <MiniMap engine={engine} run={run} task={task} />
          <Hint />
          <ConnectionLine />
          <AnswerLine />
          <Pins />
          <AskLayer />
          {failed && <PictureFailed />}
        </RegionCanvas>
      </div>
      {(model.readsLines || textTool) && (
        <Suspense fallback={null}>
          <Strip />
        </Suspense>
      )}
    </main>
  )
}

function TaskColumn() {
  const t = useT("task")
  const guideline = useUi((snapshot) => snapshot.guideline)
  const answered = useAnswered()
  useLayoutEffect(countCommit)
  return (
    <Column
      guide={
        guideline
          ? (footHeight) => <GuidePanel footHeight={footHeight} />
          : answered &&
            ((footHeight) => (
              <Suspense fallback={null}>
                <ThreadPanel footHeight={footHeight} thread={answered} />
              </Suspense>
            ))
      }
      label={t("column")}
    >
      <LabelBlock />
      <ProposalBlock />
      <RegionList />
      <TaskFoot />
    </Column>
  )
}
