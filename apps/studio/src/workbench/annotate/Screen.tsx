import { documentOf, sceneOf } from "@justesse/editor"
import type { AssignmentId, ProjectSlug } from "@justesse/types"
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react"
import { currentLanguage } from "../../i18n/index.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { countCommit } from "../canvas/counters.ts"
import { CanvasEngine } from "../canvas/engine.ts"
import { Loupe } from "../canvas/Loupe.tsx"
import { RegionCanvas } from "../canvas/Surface.tsx"
import styles from "../parts/frame.module.css"
import { TaskDesk } from "./model/desk.ts"
import type { LocalDrafts } from "./model/localDrafts.ts"
import { PictureShelf } from "./model/pictureShelf.ts"
import { Bar } from "./parts/Bar.tsx"
import { ConditionsFirst, DeskFailed, NoTaskNow, PictureFailed } from "./parts/EmptyStates.tsx"
import { Foot } from "./parts/Foot.tsx"
import { GuidePanel } from "./parts/GuidePanel.tsx"
import { Hint } from "./parts/Hint.tsx"
import { KeysOverlay } from "./parts/KeysOverlay.tsx"
import { LabelBlock } from "./parts/LabelBlock.tsx"
import { NetLine } from "./parts/NetLine.tsx"
import { RegionList } from "./parts/RegionList.tsx"
import { Strip } from "./parts/Strip.tsx"
import { Tools } from "./parts/Tools.tsx"
import { TryOutOverlay } from "./parts/TryOutOverlay.tsx"
import { runCommand } from "./runCommand.ts"
import type { TaskTransport } from "./transport.ts"
import {
  ShownModelProvider,
  type TaskBench,
  TaskBenchProvider,
  TaskUi,
  useBench,
  useDesk,
  useModel,
  useTask,
  useUi,
} from "./ui.ts"
import { useTaskActs } from "./useActs.ts"
import { useKeyboard } from "./useKeyboard.ts"

export interface TaskScreenProps {
  readonly project: ProjectSlug
  readonly assignment: AssignmentId | null
  readonly transport: TaskTransport
  readonly local: LocalDrafts
  /** Decoded pictures; the page makes its own when none is given. */
  readonly shelf?: PictureShelf
  readonly keyCaps: boolean
  readonly leftHanded: boolean
  readonly onTask: (id: AssignmentId | null) => void
  readonly openPalette: () => void
  /** For pages that look inside: benches. */
  readonly onBench?: (bench: TaskBench) => void
}

/** The whole task page over any transport. */
export function TaskScreen(props: TaskScreenProps) {
  const bench = useOpenDesk(props)
  if (!bench) return null
  return (
    <TaskBenchProvider value={bench}>
      <Screen leftHanded={props.leftHanded} openPalette={props.openPalette} />
    </TaskBenchProvider>
  )
}

/** Canvas, desk and chrome of one visit of the page; all of them live outside React and are left together. */
function useOpenDesk({
  project,
  assignment,
  transport,
  local,
  keyCaps,
  onTask,
  openPalette,
  onBench,
  shelf,
}: TaskScreenProps) {
  const [bench, setBench] = useState<TaskBench | null>(null)
  const first = useRef({ assignment, openPalette, onBench, keyCaps, shelf })
  useEffect(() => {
    const empty = sceneOf(documentOf({ regions: [], nothingHere: false }), [])
    const engine = new CanvasEngine({ editable: true, mode: "objects", minSidePx: 3, opening: "fit", hooks: {} }, empty)
    const ui = new TaskUi()
    const pictures = first.current.shelf ?? new PictureShelf()
    const desk = new TaskDesk({ project, transport, local, engine, shelf: pictures, language: currentLanguage, onTask })
    const place = { desk, ui, engine, openPalette: first.current.openPalette }
    const run = (command: string, digit?: number) => runCommand(place, command, digit)
    const opened = { desk, ui, engine, run, keyCaps: first.current.keyCaps }
    setBench(opened)
    first.current.onBench?.(opened)
    return desk.open(first.current.assignment)
  }, [project, transport, local, onTask])
  return useMemo(() => bench && { ...bench, keyCaps }, [bench, keyCaps])
}

function Screen({ leftHanded, openPalette }: { leftHanded: boolean; openPalette: () => void }) {
  const bench = useBench()
  const { desk, ui, engine, keyCaps } = bench
  const state = useDesk((snapshot) => snapshot.state)
  const model = useDesk((snapshot) => snapshot.looking?.model ?? snapshot.task?.model ?? null)
  const keys = useUi((snapshot) => snapshot.panel === "keys")
  const place = useMemo(() => ({ desk, ui, engine, openPalette }), [desk, ui, engine, openPalette])
  useKeyboard(place)
  useTaskActs(place)
  usePageName(
    useDesk(
      (snapshot) => (snapshot.looking ?? snapshot.task)?.guide.projectName ?? snapshot.conditions?.card.name ?? "",
    ),
  )
  useLayoutEffect(countCommit)
  const frame = `${styles.work}${leftHanded ? ` ${styles.left}` : ""}${keyCaps ? "" : ` ${styles.nokeys}`}`
  if (state === "none")
    return (
      <Plain frame={frame}>
        <NoTaskNow />
        <TryOutOverlay />
      </Plain>
    )
  if (state === "conditions")
    return (
      <Plain frame={frame}>
        <ConditionsFirst />
      </Plain>
    )
  if (state === "failed")
    return (
      <Plain frame={frame}>
        <DeskFailed />
      </Plain>
    )
  if (!model) return <Waiting frame={frame} />
  return (
    <ShownModelProvider value={model}>
      <div className={frame} data-work>
        <Bar />
        <Tools />
        <Picture />
        <Column />
        {keys && <KeysOverlay />}
        <TryOutOverlay />
      </div>
    </ShownModelProvider>
  )
}

function Plain({ frame, children }: { frame: string; children: ReactNode }) {
  return (
    <div className={frame} style={{ gridTemplate: "minmax(0, 1fr) / minmax(0, 1fr)" }}>
      {children}
    </div>
  )
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
  const { engine } = useBench()
  const model = useModel()
  const format = useFormat()
  const failed = useDesk((snapshot) => snapshot.picture === "failed" || snapshot.picture === "damaged")
  const loupe = useUi((snapshot) => snapshot.loupe)
  const textTool = useTask((task) => task.session.tool === "text")
  const size = useCallback(
    (width: number, height: number) => `${format.number(width)} × ${format.number(height)} px`,
    [format],
  )
  const { width, height } = model.size
  const document = model.kind === "transcription"
  const label = t(document ? "stage.document" : "stage.picture", { width, height })
  return (
    <main className={styles.main}>
      <div className={styles.stage}>
        <RegionCanvas engine={engine} label={label}>
          {loupe && <Loupe engine={engine} format={size} />}
          <Hint />
          <NetLine />
          {failed && <PictureFailed />}
        </RegionCanvas>
      </div>
      {(document || textTool) && <Strip />}
    </main>
  )
}

function Column() {
  const t = useT("task")
  const guideline = useUi((snapshot) => snapshot.guideline)
  const column = useRef<HTMLElement>(null)
  const [footHeight, setFootHeight] = useState(100)
  useLayoutEffect(countCommit)
  useLayoutEffect(() => {
    const foot = column.current?.querySelector<HTMLElement>(`.${styles.foot}`)
    if (guideline && foot) setFootHeight(foot.offsetHeight)
  }, [guideline])
  return (
    <aside aria-label={t("column")} className={styles.col} ref={column}>
      <LabelBlock />
      <RegionList />
      <Foot />
      {guideline && <GuidePanel footHeight={footHeight} />}
    </aside>
  )
}
